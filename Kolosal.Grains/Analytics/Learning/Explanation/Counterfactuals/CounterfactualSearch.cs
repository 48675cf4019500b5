namespace Kolosal.Learning.Explanation;

/// <summary>The smallest changes of a row that give it another outcome: what would have had to be different.</summary>
/// <remarks>
/// Wachter, Mittelstadt and Russell, "Counterfactual explanations without opening the black box" (2018), with their distance Σ |x′ⱼ − xⱼ| /
/// MADⱼ, 1 for another category (Mothilal et al., "DiCE", 2020, §3.3), a cost for every changed column, and rules of what may change. The
/// search knows the model only by its outputs: single changes to quantiles and categories, then sequences of them by a beam, beside background
/// rows brought as near as the rules allow; every hit is made smaller by undoing changes, the least useful first, and halving numbers back to
/// the border; of the results a set is chosen that is near and varied. Nothing is drawn at random and the budget counts scored rows, so
/// answers repeat on any machine. It is a heuristic: a nearer counterfactual may exist. Every answer was scored as it stands. Thread-safe.
/// </remarks>
public sealed class CounterfactualSearch
{
    private readonly ModelFunction model;
    private readonly FeatureRows background;
    private readonly ImmutableArray<ColumnRule> rules;
    private readonly CounterfactualOptions options;

    /// <param name="model">The model.</param>
    /// <param name="background">Rows that give scales, ranges and usual values; its columns say which are categorical.</param>
    /// <param name="rules">What may change; columns without a rule may.</param>
    /// <param name="options">Or null for the defaults.</param>
    /// <exception cref="ArgumentException">Shapes, rules or options do not fit.</exception>
    public CounterfactualSearch(ModelFunction model, FeatureRows background, ImmutableArray<ColumnRule> rules = default,
        CounterfactualOptions? options = null)
    {
        if (background.Columns.Length != model.Inputs)
            throw new ArgumentException($"The model reads {model.Inputs} values a row, the background has {background.Columns.Length}.",
                nameof(background));
        (this.model, this.background, this.rules, this.options) = (model, background, rules.IsDefault ? [] : rules, options ?? new());
        this.options.Check();
        foreach (var rule in this.rules) rule.Check(model.Inputs);
    }

    /// <summary>Searches the counterfactuals of a row.</summary>
    /// <param name="row">One value an input.</param>
    /// <param name="goal">What should become of its outputs.</param>
    /// <param name="cancel">Polled between groups of scored rows.</param>
    public CounterfactualResult Find(ReadOnlySpan<double> row, CounterfactualGoal goal, CancellationToken cancel = default)
    {
        if (row.Length != model.Inputs) throw new ArgumentException($"Need {model.Inputs} values, got {row.Length}.", nameof(row));
        if ((uint)goal.Output >= (uint)model.Outputs || !(goal.Low <= goal.High))
            throw new ArgumentException($"A goal is a range of one of {model.Outputs} outputs, got {goal}.", nameof(goal));
        var space = new ActionSpace(background, row, rules, options);
        return new CounterfactualRun(model, background, space, goal, options, cancel).Run();
    }
}
