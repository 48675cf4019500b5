namespace Kolosal.Native.DuckDb;

/// <summary>DuckDB refused or failed; the message is its own, first line of it names the kind of error.</summary>
internal sealed class DuckDbException(string message) : Exception(message);
