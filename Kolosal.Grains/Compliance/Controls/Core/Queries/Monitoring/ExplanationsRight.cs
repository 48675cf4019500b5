namespace Kolosal.Compliance.Controls;

/// <summary>Q32: explanations add up to what they explain, come in time, and give reasons where people are decided on.</summary>
internal sealed class ExplanationsRight() : RecordQuery(
    "Q32", "explain", "Explanations available and right", TimeSpan.FromDays(30),
    "Repair the explainer; until then the model's card says that it has no explanations. Draw a sample anew to see it mended.", "Explanations")
{
    /// <summary>A sample is drawn each day; one that was not drawn for so long is not drawn any more.</summary>
    private static readonly TimeSpan Overdue = TimeSpan.FromDays(3);

    public override int Version => 2;

    protected override Judgement Ask(WorkspaceFacts facts)
    {
        var found = Each("no model is in service", InService(facts), model => model.Path, model => Wrong(facts, model));
        if (found.State != ControlState.Pass) return found;

        // Few rows may be red, and are never a proof.
        int least = facts.Parameters.ExplainedRows;
        return InService(facts).FirstOrDefault(model => (model.Explained?.Rows ?? 0) < least) is not { } few ? found : found with
        {
            State = ControlState.Missing,
            Reason = $"needed: {least} explained predictions of {few.Path} within 30 days; {few.Explained?.Rows ?? 0} were sampled",
        };
    }

    private static IEnumerable<string> Wrong(WorkspaceFacts facts, ModelFact model)
    {
        var limits = facts.Parameters;
        if (model.Champion!.Card.LegalEffect == true && !model.HasReasons)
            yield return "It decides on people, and no sentences for its reasons are declared.";
        if (model.Explained is not { } seen) yield break;
        if (seen.Fault is { } fault) yield return $"Its predictions could not be explained: {fault}";
        if (seen.AdditivityError > limits.ExplainedError)
            yield return $"Contributions miss the score by {seen.AdditivityError:0.##E+0}, above {limits.ExplainedError:0.##E+0}.";
        if (seen.SlowestPercentile >= limits.ExplainedMilliseconds)
            yield return $"One explanation in a hundred takes {seen.SlowestPercentile:0} ms or more; below {limits.ExplainedMilliseconds} is wanted.";
        if (IsOlder(facts, seen.At, Overdue)) yield return $"No sample was drawn since {seen.At:yyyy-MM-dd}.";
    }
}
