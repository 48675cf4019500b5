using Kolosal.Storage;
using Kolosal.Storage.Sqlite;
using Kolosal.Storage.State;

namespace Kolosal.Relocation;

/// <summary>Grain state: the same bytes under the names that Orleans' provider gives them.</summary>
internal sealed class StateRelocation(RelocationSource source, RelocationTarget target) : IRelocation
{
    private const int PageRows = 500, Writers = 8;
    private const string Select =
        """
        SELECT grain_id, state_name, payload, etag, seal FROM grain_state
        WHERE (grain_id, state_name) > (@0, @1) ORDER BY grain_id, state_name LIMIT @2
        """;

    private readonly StateSeal seal = new(source.Keys);

    public string Name => "grain states";

    public Task<Tally> CopyAsync(CancellationToken cancel) => PassAsync(
        async (row, stop) =>
        {
            // Where two grains' names come to the same row, the second finds it written and this throws.
            await target.State.WriteStateAsync(row.State, GrainId.Parse(row.Grain), new GrainState<StoredState>(new() { Json = row.Payload }), stop);
            return row.Payload;
        },
        cancel);

    public async Task<Tally> ReadBackAsync(CancellationToken cancel)
    {
        var found = await PassAsync(
            async (row, stop) =>
            {
                var state = new GrainState<StoredState>(new());
                await target.State.ReadStateAsync(row.State, GrainId.Parse(row.Grain), state, stop);
                return state.State?.Json ?? [];
            },
            cancel);
        return found with { Records = await target.CountAsync("OrleansStorage", cancel) };
    }

    private async Task<Tally> PassAsync(Func<Row, CancellationToken, Task<byte[]>> step, CancellationToken cancel)
    {
        using var tally = new TallyWriter();
        for (var last = new Row("", "", []); ;)
        {
            var page = source.Database.Read(session => Page(session, last));
            if (page.Count == 0) return tally.Finish();
            var payloads = new byte[page.Count][];
            await Parallel.ForAsync(
                0, page.Count, new ParallelOptions { MaxDegreeOfParallelism = Writers, CancellationToken = cancel },
                async (i, stop) => payloads[i] = await step(page[i], stop));
            for (int i = 0; i < page.Count; i++) tally.Add($"{page[i].Grain}\n{page[i].State}", payloads[i]);
            last = page[^1];
        }
    }

    /// <exception cref="InvalidOperationException">A state is not what was written. One without a seal is an earlier program's.</exception>
    private List<Row> Page(SqliteSession session, Row last)
    {
        using var reader = session.Statement(Select, last.Grain, last.State, PageRows).ExecuteReader();
        var rows = new List<Row>();
        while (reader.Read())
        {
            var row = new Row(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2));
            if (!reader.IsDBNull(4) && !seal.Holds(row.Grain, row.State, reader.GetInt64(3), row.Payload, reader.GetFieldValue<byte[]>(4)))
                throw new InvalidOperationException(
                    $"The record '{row.State}' of {row.Grain} in kolosal.db is not what was written. Put the database back from a backup.");
            rows.Add(row);
        }

        return rows;
    }

    private sealed record Row(string Grain, string State, byte[] Payload);
}
