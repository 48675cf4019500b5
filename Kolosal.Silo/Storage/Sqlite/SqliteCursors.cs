using System.Text.Json;
using Kolosal.Storage.State;

namespace Kolosal.Storage.Sqlite;

/// <summary>How far consumers of a log have come, as their stored states say.</summary>
internal sealed class SqliteCursors(SqliteDatabase database, StateSeal seal)
{
    // States are JSON in UTF-8; only consumers of logs have cursors.
    private const string Select =
        """
        SELECT grain_id, json_extract(CAST(payload AS TEXT), '$.Cursors.Positions'), json_array_length(CAST(payload AS TEXT), '$.Outbox'),
            state_name, etag, payload, seal
        FROM grain_state WHERE json_valid(CAST(payload AS TEXT)) AND json_extract(CAST(payload AS TEXT), '$.Cursors.Positions') IS NOT NULL
        """;

    /// <summary>
    /// By grain id the number that it has counted last; −1 for none, while what it counted has not reached the audit trail, and where the
    /// state is not what was written.
    /// </summary>
    public IReadOnlyList<(GrainId Grain, long Position)> Read(string logId) => database.Read(session =>
    {
        using var reader = session.Statement(Select).ExecuteReader();
        var found = new List<(GrainId, long)>();
        while (reader.Read())
        {
            using var positions = JsonDocument.Parse(reader.GetString(1));
            bool isSound = !reader.IsDBNull(6) && seal.Holds(
                reader.GetString(0), reader.GetString(3), reader.GetInt64(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<byte[]>(6));
            bool handedOver = reader.IsDBNull(2) || reader.GetInt64(2) == 0;
            long counted = isSound && handedOver && positions.RootElement.TryGetProperty(logId, out var position) ? position.GetInt64() : -1;
            found.Add((GrainId.Parse(reader.GetString(0)), counted));
        }

        return found;
    });
}
