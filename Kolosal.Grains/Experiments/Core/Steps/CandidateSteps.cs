using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;
using Kolosal.Learning.Preprocessing.Resampling;

namespace Kolosal.Experiments;

/// <summary>The part of a candidate's space that is made of steps: resampling of the training rows, and how texts are cut.</summary>
/// <remarks>A resampler sees the training rows of a fold and no others: rows that are judged or served are never touched.</remarks>
internal static class CandidateSteps
{
    private const string Resampler = CandidateSpace.Prefix + "resampler", Text = CandidateSpace.Prefix + "text", None = "none";

    private static readonly ImmutableArray<string> OfRows = [None, "random_over_sampler", "random_under_sampler"];

    private static readonly ImmutableArray<string> OfNeighbours = ["smote", "borderline_smote", "adasyn"];

    /// <summary>What the steps add to a trainer's space; defaults are what happens without them.</summary>
    public static IEnumerable<Parameter> Of(RunPlan plan, TrainerDescriptor trainer)
    {
        if (plan.Steps is not { } steps) yield break;
        if (steps.Resampling)
            yield return new CategoricalParameter(
                Resampler, steps.Synthetic && trainer.Encoding == FeatureEncoding.Dense ? [.. OfRows, .. OfNeighbours] : OfRows, None);
        if (steps.Characters) yield return new CategoricalParameter(Text, ["words", "characters"], "words");
    }

    /// <summary>How columns are prepared with a candidate's steps.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="parameters">The candidate's.</param>
    /// <param name="options">How they are without.</param>
    public static PreprocessingOptions With(RunPlan plan, HyperParameters parameters, PreprocessingOptions options)
    {
        if (options.Text is not null && parameters.Choice(Text, "words") == "characters") options = options with { Text = StepChoices.CharacterRuns };
        if (parameters.Choice(Resampler, None) is var name and not None)
            options = options with { Resampler = Resamplers.Get(name).Create(HyperParameters.Empty) };
        if (plan.Fairness is { Reweighing: true } rule) options = options with { Reweighing = rule.Columns };
        if (plan.Steps?.Selection is { } selection) options = options with { Steps = options.Steps.Add(new(selection)) };
        return options;
    }
}
