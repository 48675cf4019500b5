using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;

namespace Kolosal.Referrals;

/// <remarks>
/// Reads <see cref="PredictionStream"/>; keeps <see cref="ReferralIntakeState"/>; opens a referral for every row that the log says goes to a
/// person. Opening first and the cursor after: a crash in between opens what is open already, which changes nothing.
/// </remarks>
[ImplicitStreamSubscription(PredictionStream.Namespace)]
internal sealed class ReferralIntakeGrain(
    [PersistentState("referral-intake")] IPersistentState<ReferralIntakeState> storage, ICatalogue catalogue, TimeProvider clock,
    ReferralsInstruments instruments)
    : LogConsumerGrain<ReferralIntakeState>(storage, catalogue, clock, instruments)
{
    /// <summary>Referrals opened at the same time.</summary>
    private const int AtOnce = 32;

    private const int MostVersions = 16;

    private readonly Dictionary<int, MonitoringReference?> references = [];

    protected override string CatalogueKind => CatalogueKinds.ReferralDesk;

    protected override async ValueTask<string?> PrepareAsync(ServedRequest request)
    {
        if (request.Referred is null || references.ContainsKey(request.Version)) return null;
        var found = await GrainFactory.ModelVersion(Model.Version(request.Version)).GetReferenceAsync();
        if (found.Refusal?.Kind is RefusalKind.Busy) return found.Refusal.Message;
        if (references.Count >= MostVersions) references.Clear();
        references[request.Version] = found.Value;
        return null;
    }

    protected override async Task CountAsync(ServedRequest request)
    {
        if (request.Referred is not { } referred || references.GetValueOrDefault(request.Version) is not { } reference) return;
        var plan = await GrainFactory.ServingPlan(Model).CurrentAsync();
        var decideBy = request.At.AddMinutes(plan.Referrals?.DecideWithinMinutes ?? ReferralRules.UsualMinutes);
        int inputs = request.Inputs.Length / request.Rows, outputs = request.Outputs.Length / request.Rows;
        int[] rows = [.. Enumerable.Range(0, request.Rows).Where(row => referred[row] != ReferralReasons.None)];
        foreach (int[] part in rows.Chunk(AtOnce))
        {
            await Task.WhenAll(part.Select(row =>
            {
                var id = new PredictionId(request.BatchId, row);
                return GrainFactory.Referral(new ResourceKey(Model.Workspace, ReferralNews.IdOf(id))).OpenAsync(ReferredRows.Opening(
                    reference, Model.Name, request.Version, id, request.At, request.Inputs.AsSpan(row * inputs, inputs),
                    request.Outputs.AsSpan(row * outputs, outputs), request.Decisions.Length == 0 ? -1 : request.Decisions[row], referred[row],
                    decideBy));
            }));
        }
        State.Referred += rows.Length;
    }

    protected override object? Describe() => null;
}
