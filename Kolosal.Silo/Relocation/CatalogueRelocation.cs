using System.Text;
using Kolosal.Storage;
using Kolosal.Storage.Catalogue;
using Kolosal.Storage.Postgres;
using Kolosal.Storage.Sqlite;

namespace Kolosal.Relocation;

/// <summary>The lists, document by document.</summary>
internal sealed class CatalogueRelocation(RelocationSource source, RelocationTarget target) : IRelocation
{
    private const int PageRows = 500, Writers = 8;
    private const string Select =
        """
        SELECT workspace, kind, id, created_at, updated_at, document FROM catalogue
        WHERE (workspace, kind, id) > (@0, @1, @2) ORDER BY workspace, kind, id LIMIT @3
        """;

    private readonly PostgresCatalogue catalogue = new(target.Database);

    public string Name => "catalogue entries";

    public Task<Tally> CopyAsync(CancellationToken cancel) => PassAsync(
        async (entry, stop) =>
        {
            await catalogue.UpsertAsync(entry, stop);
            return entry;
        },
        cancel);

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        var found = await PassAsync((entry, stop) => catalogue.FindAsync(entry.Workspace, entry.Kind, entry.Id, stop), cancel);
        return found with { Records = await target.CountAsync("catalogue", cancel) };
    }

    private async Task<Tally> PassAsync(Func<CatalogueEntry, CancellationToken, Task<CatalogueEntry?>> step, CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        for (var (workspace, kind, id) = ("", "", ""); ;)
        {
            var page = source.Database.Read(session => Page(session, workspace, kind, id));
            if (page.Count == 0) return tally.Finish();
            var passed = new CatalogueEntry?[page.Count];
            await Parallel.ForAsync(
                0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancel },
                async (i, stop) => passed[i] = await step(page[i], stop));
            foreach (var (asked, entry) in page.Zip(passed))
                tally.Add($"{asked.Workspace}\n{asked.Kind}\n{asked.Id}",
                    Encoding.UTF8.GetBytes($"{entry?.CreatedAt:O}\n{entry?.UpdatedAt:O}\n{entry?.Document}"));
            (workspace, kind, id) = (page[^1].Workspace, page[^1].Kind, page[^1].Id);
        }
    }

    private static List<CatalogueEntry> Page(SqliteSession session, string workspace, string kind, string id)
    {
        using var reader = session.Statement(Select, workspace, kind, id, PageRows).ExecuteReader();
        var rows = new List<CatalogueEntry>();
        while (reader.Read())
        {
            rows.Add(new(
                reader.GetString(0), reader.GetString(1), reader.GetString(2),
                CatalogueTerms.Loaded(reader.GetString(3)), CatalogueTerms.Loaded(reader.GetString(4)), reader.GetString(5)));
        }

        return rows;
    }
}
