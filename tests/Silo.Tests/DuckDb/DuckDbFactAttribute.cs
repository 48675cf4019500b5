namespace Kolosal.Native.DuckDb;

/// <summary>A fact that needs the DuckDB library; skipped, and counted as skipped, where it was not installed.</summary>
public sealed class DuckDbFactAttribute : FactAttribute
{
    public DuckDbFactAttribute() => Skip = DuckDbPresence.Reason;
}

/// <inheritdoc cref="DuckDbFactAttribute"/>
public sealed class DuckDbTheoryAttribute : TheoryAttribute
{
    public DuckDbTheoryAttribute() => Skip = DuckDbPresence.Reason;
}

internal static class DuckDbPresence
{
    public static string? Reason => DuckDbLibrary.IsPresent ? null : "DuckDB is not installed here: npm ci in Kolosal.Silo/Native did not run.";
}
