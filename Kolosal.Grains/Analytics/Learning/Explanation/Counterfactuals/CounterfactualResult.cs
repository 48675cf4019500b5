namespace Kolosal.Learning.Explanation;

/// <summary>How a search ended.</summary>
public enum CounterfactualVerdict
{
    /// <summary>There is at least one counterfactual.</summary>
    Found,

    /// <summary>The row has what was asked for as it is.</summary>
    AlreadyThere,

    /// <summary>There is none: nothing may change, or every combination of values that the rules allow was scored.</summary>
    NoneFeasible,

    /// <summary>None was found within the budget; number columns have more values than can be tried.</summary>
    NoneFound,
}

/// <summary>A row that gets what was asked for.</summary>
/// <param name="Row">One value an input.</param>
/// <param name="Changed">The inputs that differ, ascending.</param>
/// <param name="Distance">Its cost: distance and sparsity.</param>
/// <param name="Outputs">The model's outputs for it.</param>
public sealed record Counterfactual(ImmutableArray<double> Row, ImmutableArray<int> Changed, double Distance, ImmutableArray<double> Outputs);

/// <summary>What a search found.</summary>
/// <param name="Verdict">How it ended.</param>
/// <param name="Counterfactuals">The nearest first, then others that differ from those before.</param>
/// <param name="Evaluations">Rows scored.</param>
public sealed record CounterfactualResult(CounterfactualVerdict Verdict, ImmutableArray<Counterfactual> Counterfactuals, int Evaluations);
