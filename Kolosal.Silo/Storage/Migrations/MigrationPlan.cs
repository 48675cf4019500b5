namespace Kolosal.Storage.Migrations;

/// <summary>A step that a database says it has been through.</summary>
internal sealed record AppliedMigration(int Number, string Name, string Checksum);

/// <summary>Decides which steps a database still needs.</summary>
internal static class MigrationPlan
{
    /// <exception cref="InvalidOperationException">The database was made by other texts than these, or by a newer program.</exception>
    public static ImmutableArray<Migration> Pending(ImmutableArray<Migration> known, IReadOnlyCollection<AppliedMigration> applied)
    {
        for (int i = 0; i < known.Length; i++)
        {
            if (known[i].Number != i + 1)
                throw new InvalidOperationException($"Migrations must be numbered from 1 without gaps; number {i + 1} is '{known[i].Name}'.");
        }

        foreach (var done in applied)
        {
            if (done.Number > known.Length)
                throw new InvalidOperationException(
                    $"The database has migration {done.Number} ('{done.Name}'), which this version does not know. Start the newer version.");

            var expected = known[done.Number - 1];
            if (expected.Checksum != done.Checksum)
            {
                throw new InvalidOperationException(
                    $"Migration '{expected.Name}' is not the text that was applied as '{done.Name}'. Put the released file back, and change the "
                        + "schema by a new number.");
            }
        }

        return [.. known.Where(migration => applied.All(done => done.Number != migration.Number))];
    }
}
