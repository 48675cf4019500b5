using System.Text;
using Kolosal.Events;
using Kolosal.LogConsumers;

namespace Kolosal.Predictions;

/// <summary>Predicted rows that are looked for, and what was found of them. One caller at a time.</summary>
internal sealed class WantedRows
{
    private readonly string prefix;
    private readonly Dictionary<Guid, HashSet<int>> rows = [];
    private readonly HashSet<Guid> taken = [];
    private readonly ImmutableArray<PredictedRow>.Builder found = ImmutableArray.CreateBuilder<PredictedRow>();

    public WantedRows(string workspace, IEnumerable<PredictionId> ids)
    {
        prefix = $"{workspace}/";
        foreach (var id in ids)
        {
            if (!rows.TryGetValue(id.BatchId, out var own)) rows.Add(id.BatchId, own = []);
            own.Add(id.Row);
        }
    }

    /// <summary>The requests that are still looked for.</summary>
    public IReadOnlyCollection<Guid> Batches => rows.Keys;

    public bool IsWanted(Guid batch) => rows.ContainsKey(batch);

    public FoundRows Found => new(found.ToImmutable(), [.. taken]);

    /// <summary>Takes a record of the log; of one that is not looked for, or is another workspace's, nothing.</summary>
    public void Take(ReadOnlySpan<byte> record)
    {
        if (ServedRecord.Batch(record) is not { } batch || !rows.TryGetValue(batch, out var wanted)) return;
        string model = Encoding.UTF8.GetString(ServedRecord.Key(record));
        if (!model.StartsWith(prefix, StringComparison.Ordinal)) return;
        rows.Remove(batch);
        taken.Add(batch);
        var request = ServedRecord.Read(0, record).Request;
        if (request.Error is not null) return;
        int inputs = request.Inputs.Length / request.Rows, outputs = request.Outputs.Length / request.Rows;
        foreach (int row in wanted.Where(row => row < request.Rows))
            found.Add(new(
                model, request.Version, new(batch, row), request.At, request.Inputs[(row * inputs)..((row + 1) * inputs)],
                request.Outputs[(row * outputs)..((row + 1) * outputs)], request.Decisions.Length == 0 ? -1 : request.Decisions[row]));
    }
}
