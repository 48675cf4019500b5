using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <remarks>Reads <see cref="PredictionStream"/>; keeps <see cref="PredictionStatsState"/>; calls nobody.</remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class PredictionStatsGrain(
    [PersistentState("prediction-stats")] IPersistentState<PredictionStatsState> storage, ICatalogue catalogue, TimeProvider clock,
    PredictionStatsInstruments instruments)
    : LogConsumerGrain<PredictionStatsState>(storage, catalogue, clock, instruments), IPredictionStatsGrain
{
    protected override string CatalogueKind => CatalogueKinds.PredictionStats;

    public Task<PredictionStats> GetAsync() => Task.FromResult(State.Read(Model.Name));

    public Task<ImmutableDictionary<string, long>> LogsAsync() => Task.FromResult(State.Cursors.Positions.ToImmutableDictionary());

    protected override Task CountAsync(ServedRequest request)
    {
        State.Count(request);
        return Task.CompletedTask;
    }

    protected override Task CountOutcomesAsync(ServedRequest record)
    {
        State.Count(record.Outcomes!.Value);
        return Task.CompletedTask;
    }

    protected override object Describe() => State.Read(Model.Name);
}
