using System.Text.Json;
using Kolosal.Events;
using Kolosal.LogConsumers;
using Kolosal.Models;
using Kolosal.Storage;
using Orleans.Concurrency;

namespace Kolosal.Referrals;

/// <remarks>Keeps nothing. Finds predictions in the log, opens referrals, and counts those that are listed.</remarks>
[StatelessWorker]
internal sealed class ReferralDeskGrain(IOutcomeLog log, ICatalogue catalogue, TimeProvider clock) : Grain, IReferralDeskGrain
{
    private const int Page = 500, MostPages = 20;

    private string Workspace => ResourceKey.Parse(this.GetPrimaryKeyString()).Workspace;

    public async Task<Result<Referral>> RequestAsync(ReferralRequest request)
    {
        if (ReferralRules.Refuse(request) is { } refusal) return refusal;
        PredictionId.TryParse(request.PredictionId, out var id);
        var grain = GrainFactory.Referral(new ResourceKey(Workspace, ReferralNews.IdOf(id)));
        if (await grain.GetAsync() is { Accepted: true } known) return known;
        var found = await log.FindAsync(Workspace, [id], CancellationToken.None);
        if (found.Rows is not [var row]) return Refusal.NotFound(
            "referrals.no-such-prediction", $"No prediction '{request.PredictionId}' is in the log of this workspace; one made just now may follow.");
        var model = ModelKey.Parse(row.Model);
        var reference = await GrainFactory.ModelVersion(model.Version(row.Version)).GetReferenceAsync();
        if (!reference.Accepted) return reference.Refusal;
        int minutes = request.DecideWithinMinutes
            ?? (await GrainFactory.ServingPlan(model).CurrentAsync()).Referrals?.DecideWithinMinutes ?? ReferralRules.UsualMinutes;
        return await grain.OpenAsync(ReferredRows.Opening(
            reference.Value, model.Name, row.Version, id, row.At, row.Inputs, row.Outputs, row.Decision, ReferralReasons.Requested,
            clock.GetUtcNow().AddMinutes(minutes), request.Note));
    }

    public async Task<ReferralLevels> LevelsAsync(string? model, int days)
    {
        var since = clock.GetUtcNow().AddDays(-days);
        var cases = new List<ReviewedCase>();
        bool whole = true;
        for (int page = 1; ; page++)
        {
            var found = await catalogue.QueryAsync(
                new(Workspace, CatalogueKinds.Referral, model is null ? [] : [new("model", FilterOperator.Equal, model)], "-created_at", page, Page),
                CancellationToken.None);
            var recent = found.Items.Where(item => item.CreatedAt >= since).ToArray();
            cases.AddRange(recent.Select(item => Case(JsonSerializer.Deserialize<Referral>(item.Document, WireJson.Options)!)));
            if (recent.Length < Page) break;
            if (page < MostPages) continue;
            whole = false;
            break;
        }
        var levels = ReviewLevels.Of(cases);
        return new(
            model, since, whole, levels.Open, levels.Upheld, levels.Overridden, levels.Expired, levels.OverrideRate, levels.InTimeShare,
            levels.MedianSeconds, levels.P95Seconds);
    }

    private static ReviewedCase Case(Referral referral) => new(
        referral.Status == ReferralStatus.Open, referral.Status == ReferralStatus.Overridden, referral.Status == ReferralStatus.Expired,
        referral.SecondsToDecide);
}
