/** Who looks at the board. */
export function People({ names }: { names: string[] }) {
  return (
    <ul className="people" aria-label="People who look at the board">
      {names.map((name) => (
        <li key={name} title={name} data-testid="person">
          {name}
        </li>
      ))}
    </ul>
  );
}
