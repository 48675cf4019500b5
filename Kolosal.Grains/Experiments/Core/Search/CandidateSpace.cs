using Kolosal.Learning;
using Kolosal.Learning.Preprocessing;

namespace Kolosal.Experiments;

/// <summary>What a search may change of a candidate: the trainer's own hyper-parameters, and how columns and target are prepared for it.</summary>
/// <remarks>
/// Choices of preprocessing are hyper-parameters whose name begins with <see cref="Prefix"/>. Their defaults are what the library does without
/// them, so a trial without any of them, as of earlier plans, is prepared as ever.
/// </remarks>
public static class CandidateSpace
{
    public const string Prefix = "preprocessing.";

    private const string Scaler = Prefix + "scaler", Encoder = Prefix + "encoder", Target = Prefix + "target";

    /// <summary>The hyper-parameters of a trainer under a plan, defaults first.</summary>
    public static SearchSpace Of(RunPlan plan, TrainerDescriptor trainer)
    {
        var bound = CandidateTrainer.Of(plan, trainer.Name).Space;
        var own = bound.Parameters;
        if (plan.Choices is not { } choices) return bound;
        var extra = new List<Parameter>();
        if (trainer.Encoding == FeatureEncoding.Dense)
        {
            extra.Add(new CategoricalParameter(Scaler, ["standard", "yeo_johnson"], "standard"));
            if (choices.ManyCategories) extra.Add(new CategoricalParameter(Encoder, ["one_hot", "target"], "one_hot"));
        }
        if (choices.SkewedTarget) extra.Add(new CategoricalParameter(Target, ["none", "log"], "none"));
        extra.AddRange(CandidateSteps.Of(plan, trainer));
        return extra.Count == 0 ? bound : new SearchSpace([.. own, .. extra]);
    }

    /// <summary>Hyper-parameters of a candidate that learns the logarithm of the target.</summary>
    public static HyperParameters OfLogarithm(HyperParameters parameters) => parameters.With(Target, "log");

    /// <summary>Whether there is anything to search for in a trainer.</summary>
    public static bool IsSearchable(TrainerDescriptor trainer) => !trainer.Space.Parameters.IsEmpty;

    /// <summary>The part of a candidate that its trainer takes.</summary>
    public static HyperParameters OwnOf(HyperParameters parameters) => parameters.Values
        .Where(p => !p.Key.StartsWith(Prefix, StringComparison.Ordinal))
        .Aggregate(HyperParameters.Empty, (own, p) => own.With(p.Key, p.Value));

    /// <summary>How columns and target are prepared for a candidate; null for the library's own way.</summary>
    public static PreprocessingOptions? PreprocessingOf(RunPlan plan, TrainerDescriptor trainer, HyperParameters parameters)
    {
        bool free = plan.Choices is { HasText: true };
        if (!free && plan.LeftOut is null && plan.Steps?.Selection is null && plan.Fairness is not { Reweighing: true }
            && parameters.Values.Keys.All(name => !name.StartsWith(Prefix, StringComparison.Ordinal))) return null;
        bool byTarget = parameters.Choice(Encoder, "one_hot") == "target";
        string scaler = parameters.Choice(Scaler, "standard");
        var options = new PreprocessingOptions(byTarget ? FeatureEncoding.Native : trainer.Encoding)
        {
            Text = free ? new TextOptions() : null,
            LeftOut = [.. (plan.LeftOut ?? []).Select(l => l.Column)],
            Target = parameters.Choice(Target, "none") == "log" ? TargetFunction.Log : null,
            Steps = byTarget ? [new("target_encoder"), new("simple_imputer"), .. Scale(scaler)] : scaler == "standard" ? [] : Scale(scaler),
        };
        return CandidateSteps.With(plan, parameters, options);
    }

    private static ImmutableArray<TransformStep> Scale(string scaler) => scaler switch
    {
        "yeo_johnson" => [new("yeo_johnson")],
        _ => [new("standard_scaler")],
    };
}

/// <summary>Which choices of preprocessing a table gives reason for.</summary>
/// <param name="ManyCategories">A column has so many categories that one feature each is dear.</param>
/// <param name="SkewedTarget">The numbers to predict are above −1 and far from symmetric.</param>
/// <param name="HasText">A column holds free text.</param>
public sealed record PreprocessingChoices(bool ManyCategories, bool SkewedTarget, bool HasText);
