namespace Kolosal.Learning.Preprocessing.Binning;

/// <summary>Bins cut where the classes change, by the minimum description length (Fayyad and Irani,
/// IJCAI 1993): a cut of lowest class entropy is kept when it pays for its own code.</summary>
/// <remarks>
/// A cut of n rows is kept when its gain exceeds log₂(n − 1) / n + Δ / n, with Δ = log₂(3ᵏ − 2) − [k H − k₁ H₁ − k₂ H₂] (eq. 7 to 9), and both
/// sides are cut on. A column that says nothing of the class becomes one bin. Missing values are left out and stay missing. Rows count once.
/// </remarks>
public sealed class MdlpBinner() : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("mdlp_binner", TransformNeeds.Target, new SearchSpace(), _ => new MdlpBinner());

    private protected override Transform Learn(FeatureRows rows, ulong seed, CancellationToken cancel)
    {
        WithClasses(rows);
        return base.Learn(rows, seed, cancel);
    }

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel) =>
        [SupervisedCuts.OfClasses(values, (TrainingSet)rows, cancel).ByDescriptionLength()];
}

/// <param name="Bins">At most so many bins, at least 2. Default: 8.</param>
/// <param name="MinRows">Rows a bin holds at least. Default: 20.</param>
public sealed record TreeBinnerOptions(int Bins = 8, int MinRows = 20)
{
    /// <summary>At least 2.</summary>
    public int Bins { get; } = Require.AtLeast(Bins, 2);

    /// <summary>At least 1.</summary>
    public int MinRows { get; } = Require.AtLeast(MinRows, 1);
}

/// <summary>Bins cut as the leaves of a regression or classification tree on the one column (Breiman
/// et al., CART, 1984): always the cut that lowers squared error or Gini impurity most.</summary>
/// <remarks>Missing values are left out and stay missing. Rows count once.</remarks>
public sealed class TreeBinner(TreeBinnerOptions options) : ColumnStepsFitter(Descriptor)
{
    /// <summary>The entry in <see cref="Transforms.All"/>.</summary>
    public static TransformDescriptor Descriptor { get; } = new("tree_binner", TransformNeeds.Target,
        new SearchSpace(new IntegerParameter("bins", 2, 64, 8, Log: true), new IntegerParameter("min_rows", 1, 200, 20, Log: true)),
        given => new TreeBinner(new TreeBinnerOptions(given.Integer("bins"), given.Integer("min_rows"))));

    private protected override ImmutableArray<NumericStep> LearnColumn(double[] values, FeatureRows rows, CancellationToken cancel)
    {
        var set = (TrainingSet)rows;
        var cuts = set.Task == LearningTask.Regression ? SupervisedCuts.OfNumbers(values, set, cancel)
            : SupervisedCuts.OfClasses(values, set, cancel);
        return [cuts.ByImpurity(options.Bins, options.MinRows)];
    }
}
