using System.Text.Json;

namespace Kolosal.Storage.Sqlite;

/// <summary>How far consumers of a log have come, as their stored states say.</summary>
internal sealed class SqliteCursors(SqliteDatabase database)
{
    // States are JSON in UTF-8; only consumers of logs have cursors.
    private const string Select =
        """
        SELECT grain_id, json_extract(CAST(payload AS TEXT), '$.Cursors.Positions') FROM grain_state
        WHERE json_extract(CAST(payload AS TEXT), '$.Cursors.Positions') IS NOT NULL
        """;

    /// <summary>By grain id the number that it has counted last; −1 for none.</summary>
    public IReadOnlyList<(GrainId Grain, long Position)> Read(string logId) => database.Read(session =>
    {
        using var reader = session.Statement(Select).ExecuteReader();
        var found = new List<(GrainId, long)>();
        while (reader.Read())
        {
            using var positions = JsonDocument.Parse(reader.GetString(1));
            found.Add((GrainId.Parse(reader.GetString(0)), positions.RootElement.TryGetProperty(logId, out var position) ? position.GetInt64() : -1));
        }

        return found;
    });
}
