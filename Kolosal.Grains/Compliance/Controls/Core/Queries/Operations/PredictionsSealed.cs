namespace Kolosal.Compliance.Controls;

/// <summary>Q37: every answer is sealed into the audit chain, soon.</summary>
internal sealed class PredictionsSealed() : RecordQuery(
    "Q37", "receipts", "Prediction log complete, receipts provable", TimeSpan.FromHours(24),
    "Stop answering for the model until its log is healthy, and raise a sev1 incident for lost data.", "Predictions", "Audit")
{
    public override bool IsRedAtOnce => true;

    protected override string NotJudged => "the daily sample of receipts proved offline; the chain that they lead to is verified whole";

    protected override Judgement Ask(WorkspaceFacts facts) => Each(
        "no model was asked", facts.Models.Where(model => model.Traffic is { Requests: > 0 }), model => model.Path, model => Wrong(facts, model));

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var traffic = model.Traffic!;
        if (!model.LogsDurably) yield return "Its predictions are answered before they are logged.";
        bool settled = IsOlder(facts, traffic.LastAt, TimeSpan.FromMinutes(facts.Parameters.MonitorLagMinutes));
        if (settled && !(traffic.Sealed >= traffic.Requests))
            yield return $"{traffic.Requests} requests were served and {traffic.Sealed ?? 0} are sealed.";
    }
}
