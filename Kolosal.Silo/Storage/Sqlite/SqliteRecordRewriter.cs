using System.Text;
using Kolosal.Storage.Catalogue;
using Kolosal.Storage.State;

namespace Kolosal.Storage.Sqlite;

/// <summary>Rewrites states and list entries in <c>kolosal.db</c>: a state gets the next ETag and a new seal, so that an activation that still holds
/// the old one is refused when it writes.</summary>
internal sealed class SqliteRecordRewriter(SqliteDatabase database, StateSeal seal) : IRecordRewriter
{
    private const int PageRows = 200;

    private const string States =
        """
        SELECT rowid, grain_id, state_name, etag, payload FROM grain_state
        WHERE rowid > @0 AND substr(grain_id, instr(grain_id, '/') + 1, length(@1)) = @1 ORDER BY rowid LIMIT @2
        """;

    private const string UpdateState =
        "UPDATE grain_state SET etag = etag + 1, payload = @3, seal = @4 WHERE grain_id = @0 AND state_name = @1 AND etag = @2";

    private const string Entries = "SELECT rowid, kind, id, document FROM catalogue WHERE rowid > @0 AND workspace = @1 ORDER BY rowid LIMIT @2";

    private const string UpdateEntry =
        "UPDATE catalogue SET document = @4 WHERE workspace = @0 AND kind = @1 AND id = @2 AND document = @3";

    public async Task<RewrittenRecords> RewriteAsync(string workspace, Func<StoredRecord, byte[]?> rewrite, CancellationToken cancel)
    {
        var grains = ImmutableArray.CreateBuilder<string>();
        for (long last = long.MinValue; ;)
        {
            cancel.ThrowIfCancellationRequested();
            var page = database.Read(session => StatePage(session, last, $"{workspace}/"));
            foreach (var row in page)
            {
                if (rewrite(new(null, row.Grain, row.Payload)) is not { } left) continue;
                long next = row.ETag + 1;
                byte[] sealedAs = seal.Of(row.Grain, row.State, next, left);

                // Written meanwhile: whoever calls looks once more.
                if (await database.WriteAsync(session => session.Statement(UpdateState, row.Grain, row.State, row.ETag, left, sealedAs)
                    .ExecuteNonQuery(), cancel) == 1 || !grains.Contains(row.Grain)) grains.Add(row.Grain);
            }

            if (page.Count < PageRows) break;
            last = page[^1].Row;
        }

        int entries = 0;
        for (long last = long.MinValue; ;)
        {
            cancel.ThrowIfCancellationRequested();
            var page = database.Read(session => EntryPage(session, last, workspace));
            foreach (var row in page)
            {
                if (rewrite(new(row.Kind, row.Id, Encoding.UTF8.GetBytes(row.Document))) is not { } left) continue;
                string document = CatalogueDocument.Checked(Encoding.UTF8.GetString(left));
                await database.WriteAsync(session => session.Statement(UpdateEntry, workspace, row.Kind, row.Id, row.Document, document)
                    .ExecuteNonQuery(), cancel);
                entries++;
            }

            if (page.Count < PageRows) return new(grains.ToImmutable(), entries);
            last = page[^1].Row;
        }
    }

    private static List<StateRow> StatePage(SqliteSession session, long after, string prefix)
    {
        using var reader = session.Statement(States, after, prefix, PageRows).ExecuteReader();
        var rows = new List<StateRow>();
        while (reader.Read())
            rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt64(3), reader.GetFieldValue<byte[]>(4)));
        return rows;
    }

    private static List<EntryRow> EntryPage(SqliteSession session, long after, string workspace)
    {
        using var reader = session.Statement(Entries, after, workspace, PageRows).ExecuteReader();
        var rows = new List<EntryRow>();
        while (reader.Read()) rows.Add(new(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3)));
        return rows;
    }

    private sealed record StateRow(long Row, string Grain, string State, long ETag, byte[] Payload);

    private sealed record EntryRow(long Row, string Kind, string Id, string Document);
}
