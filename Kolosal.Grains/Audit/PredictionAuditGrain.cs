using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Storage;

namespace Kolosal.Audit;

/// <summary>Seals every served request of one model, and every record of outcomes, into the workspace's chain, a Merkle root per batch. Key
/// <c>workspace/model</c>.</summary>
[Alias("kolosal.audit.IPredictionAuditGrain")]
internal interface IPredictionAuditGrain : IGrainWithStringKey;

/// <summary>The cursors and a count; a batch goes into the outbox in the same write that moves the cursors over it.</summary>
[GenerateSerializer, Alias("kolosal.prediction-audit-state")]
internal sealed class PredictionAuditState : LogConsumerState
{
    /// <summary>Records sealed since the beginning: requests, and reports of outcomes.</summary>
    [Id(0)] public long Sealed { get; set; }

    /// <summary>Batches sealed since the beginning; stored under the name that it had among monitors.</summary>
    [Id(1), JsonPropertyName("Windows")] public long Batches { get; set; }
}

/// <summary>How sealing keeps up with the log; on the meter <c>Kolosal.Audit</c>.</summary>
internal sealed class PredictionAuditInstruments() : LogConsumerInstruments("Audit");

/// <remarks>Reads <see cref="PredictionStream"/>; keeps <see cref="PredictionAuditState"/>; appends to the audit trail.</remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class PredictionAuditGrain(
    [PersistentState("prediction-audit")] IPersistentState<PredictionAuditState> storage, ICatalogue catalogue, TimeProvider clock,
    PredictionAuditInstruments instruments)
    : LogConsumerGrain<PredictionAuditState>(storage, catalogue, clock, instruments), IPredictionAuditGrain
{
    private readonly List<ReadOnlyMemory<byte>> leaves = [];
    private readonly List<BatchPart> parts = [];
    private long rows, outcomes;

    protected override string CatalogueKind => CatalogueKinds.PredictionAudit;

    /// <summary>A receipt is not to be waited for long.</summary>
    protected override TimeSpan WriteEvery => TimeSpan.FromMilliseconds(250);

    /// <summary>Leaves that wait for their batch are in memory alone.</summary>
    protected override bool IsStateAll => false;

    /// <summary>What the chain seals of a record of the log.</summary>
    /// <param name="record">The record.</param>
    /// <param name="form">The form of its batch: 1 for one that names none.</param>
    internal static byte[] LeafOf(ServedRequest record, int form = AnswerRouting.Form) => record.Outcomes is { } reported
        ? PredictionLeaf.OfOutcomes(
            record.Position, record.BatchId, record.Version, record.At,
            [.. reported.Select(outcome => (outcome.BatchId, outcome.Row, outcome.PredictedAt, outcome.Actual))],
            [.. reported.Select(outcome => outcome.Corrects ?? double.NaN)], [.. reported.SelectMany(outcome => outcome.Inputs)],
            [.. reported.SelectMany(outcome => outcome.Outputs)], [.. reported.Select(outcome => outcome.Decision)], record.InputsSha256)
        : form == AnswerRouting.Form ? RoutingOf(record).Behind(FirstForm(record)) : FirstForm(record);

    /// <summary>How the answer was chosen and what was to become of it.</summary>
    internal static AnswerRouting RoutingOf(ServedRequest record) => AnswerRouting.Of(
        record.Canary, record.ClientFault, MemoryMarshal.AsBytes(record.Referred.AsSpan()));

    protected override Task CountAsync(ServedRequest request)
    {
        Take(request);
        rows += request.Rows;
        return Task.CompletedTask;
    }

    protected override Task CountOutcomesAsync(ServedRequest record)
    {
        Take(record);
        outcomes += record.Outcomes!.Value.Length;
        return Task.CompletedTask;
    }

    protected override async Task KeepAsync()
    {
        string batch = JsonSerializer.Serialize(new
        {
            requests = leaves.Count,
            rows,
            outcomes,
            leaf = AnswerRouting.Form,
            merkle_root = Convert.ToHexStringLower(MerkleTree.Root(leaves)),
            through = State.Cursors.Positions,
            parts = parts.Select(part => new { log = part.Log, after = part.After, last = part.Last }),
        });
        State.Sealed += leaves.Count;
        State.Batches++;
        leaves.Clear();
        parts.Clear();
        (rows, outcomes) = (0, 0);
        await CommitAsync("prediction.batch", $"models/{Model.Name}", Model.Name, batch);
    }

    protected override object Describe() => new { model_id = Model.Name, @sealed = State.Sealed, batches = State.Batches };

    private static byte[] FirstForm(ServedRequest record) => PredictionLeaf.Of(
        record.Position, record.BatchId, record.Version, record.At, record.Rows, record.Error, record.Inputs, record.Outputs, record.Decisions,
        record.InputsSha256);

    private void Take(ServedRequest record)
    {
        leaves.Add(LeafOf(record));
        if (parts is [.., var last] && last.Log == CountedLog) parts[^1] = last with { Last = record.Position };
        else parts.Add(new(CountedLog, CountedAfter, record.Position));
    }

    /// <summary>Consecutive leaves of one log: those behind one position, up to another.</summary>
    private readonly record struct BatchPart(string Log, long After, long Last);
}
