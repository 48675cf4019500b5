using System.Data.Common;
using System.Text.RegularExpressions;
using Kolosal.Storage;
using Orleans.Serialization;

namespace Kolosal.Http;

/// <summary>Tells a database that is away from a statement that is wrong, also of an exception that came from another process.</summary>
internal static partial class DatabaseFaults
{
    /// <returns>Null when the exception does not come from a database, or says that the statement was at fault.</returns>
    public static StorageTrouble? TroubleOf(Exception exception)
    {
        for (var fault = exception; fault is not null; fault = fault.InnerException!)
        {
            bool ofDatabase = fault is DbException
                || fault is UnavailableExceptionFallbackException { ExceptionType: { } type } && type.Contains("Npgsql", StringComparison.Ordinal);
            if (ofDatabase) return ((fault as DbException)?.SqlState ?? SqlState().Match(fault.Message).Groups["state"].Value) switch
            {
                "53100" => StorageTrouble.Full,
                "25006" => StorageTrouble.ReadOnly,
                "XX001" or "XX002" => StorageTrouble.Damaged,

                // No state: the connection itself. Classes 08, 53, 57 and 58: connection, resources, operator, system
                // (PostgreSQL 15, appendix A).
                "" => StorageTrouble.Unavailable,
                var state when state[..2] is "08" or "53" or "57" or "58" => StorageTrouble.Unavailable,
                _ => null,
            };
        }

        return null;
    }

    [GeneratedRegex("^(?<state>[0-9A-Z]{5}): ")]
    private static partial Regex SqlState();
}
