namespace Kolosal.Explanations;

/// <summary>What can be asked about a model. Stored: a word is never renamed.</summary>
public static class ExplanationKinds
{
    public const string
        Local = "local", Reasons = "reasons", DecisionPath = "decision_path", Counterfactual = "counterfactual", Effect = "partial_dependence",
        Importance = "importance", Global = "global", Structure = "model_structure", Evaluation = "evaluation";

    /// <summary>Those that are about rows; the others are about the whole model.</summary>
    public static readonly ImmutableArray<string> OfRows = [Local, Reasons, DecisionPath, Counterfactual];

    public static readonly ImmutableArray<string> All = [.. OfRows, Effect, Importance, Global, Structure, Evaluation];
}
