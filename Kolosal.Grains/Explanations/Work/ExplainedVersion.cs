using Kolosal.Models;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>A version ready to be explained. Immutable but for its game, which is made when it is first needed; safe for any number of callers.
/// </summary>
internal sealed class ExplainedVersion
{
    private readonly Lazy<ScoreGame> game;

    /// <param name="name">The version, <c>name:3</c>.</param>
    /// <param name="number">Its number.</param>
    /// <param name="registration">What it was made of.</param>
    /// <param name="model">The model.</param>
    /// <param name="sample">Usual rows.</param>
    /// <param name="heldOut">Rows that nothing has seen; null where they cannot be had.</param>
    /// <param name="heldOutRows">How many there are in all.</param>
    /// <param name="why">Why there are none.</param>
    /// <param name="options">How many rows it is held against, and the budget.</param>
    public ExplainedVersion(string name, int number, VersionRegistration registration, ExplainedModel model, UsualRows sample, Frame? heldOut,
        int heldOutRows, Refusal? why, ExplanationsOptions options)
    {
        (Name, Number, Registration, Model, Sample, HeldOut, HeldOutRows, WhyNoHeldOut) =
            (name, number, registration, model, sample, heldOut, heldOutRows, why);
        Background = sample.Take(options.BackgroundRows);
        game = new(() => ScoreGame.Of(model, Background.Rows, options.Evaluations));
    }

    public string Name { get; }

    public int Number { get; }

    public VersionRegistration Registration { get; }

    public ExplainedModel Model { get; }

    public UsualRows Sample { get; }

    public UsualRows Background { get; }

    public Frame? HeldOut { get; }

    public int HeldOutRows { get; }

    public Refusal? WhyNoHeldOut { get; }

    /// <summary>Columns that a counterfactual leaves alone unless it is told otherwise.</summary>
    public ImmutableArray<string> Protected => [.. Registration.Reference.Inputs.Where(column => column.Protected).Select(column => column.Name)];

    /// <summary>The model's game with a budget; the usual one is made once.</summary>
    public ScoreGame Game(int? evaluations) => evaluations is { } budget ? ScoreGame.Of(Model, Background.Rows, budget) : game.Value;
}
