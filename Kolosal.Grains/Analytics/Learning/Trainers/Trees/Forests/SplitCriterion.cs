namespace Kolosal.Learning.Trees;

/// <summary>What a split makes small: knows a node's rows grouped by the codes of a column, and what is saved when some go left.</summary>
/// <remarks>One instance serves one thread. Order of calls: <see cref="Enter"/> for a node; for a
/// column <see cref="Collect"/>; for a sweep <see cref="Clear"/> and <see cref="MoveLeft"/>.</remarks>
internal abstract class SplitCriterion(ForestRows data)
{
    protected const int Codes = 256;

    // Up to so many rows a node's rows are sorted instead of being counted into 256 bins, numbers by the values themselves: what
    // lies in one bin can then be parted, and 256 bins need not be cleared and swept for a quarter as many rows.
    private const int FewRows = 64;

    private readonly int[] keys = new int[FewRows], places = new int[FewRows];
    private readonly double[] values = new double[FewRows];
    private int[] rows = [];
    private int start, count;

    /// <summary>What to sum, by data and options.</summary>
    public static SplitCriterion For(ForestRows data, DecisionTreeOptions options) =>
        data.Task == LearningTask.Regression && options.RegressionCriterion == RegressionCriterion.AbsoluteError
            ? new AbsoluteErrorCriterion(data)
            : new ImpurityCriterion(data, options);

    /// <summary>Polled inside work that grows faster than the rows.</summary>
    public CancellationToken Cancel { get; set; }

    /// <summary>The codes that occur among the node's rows, ascending after
    /// <see cref="Collect"/>; a search may bring them in another order.</summary>
    public int[] Present { get; } = new int[Codes];

    /// <summary>The node's rows, whatever they weigh.</summary>
    public int NodeRows => count;

    /// <summary>Those on the left.</summary>
    public int LeftRows { get; protected set; }

    /// <summary>The weight of the node, and of its sides.</summary>
    public abstract double Weight { get; }

    public abstract double LeftWeight { get; }

    public abstract double RightWeight { get; }

    /// <summary>Whether both children have a leaf value: a child of nothing but zeros has no Poisson mean.</summary>
    public virtual bool IsAllowed => true;

    protected ForestRows Data { get; } = data;

    protected double[] Weights { get; private set; } = [];

    protected ReadOnlySpan<int> Rows => rows.AsSpan(start, count);

    /// <summary>The node's rows of each code.</summary>
    protected int[] Counts { get; } = new int[Codes];

    /// <summary>Takes the rows of a node.</summary>
    /// <param name="all">Row numbers; the node has a stretch of them.</param>
    /// <param name="from">Where it starts.</param>
    /// <param name="length">How many they are.</param>
    /// <param name="weights">One weight a row of the whole set.</param>
    public void Enter(int[] all, int from, int length, double[] weights)
    {
        (rows, start, count, Weights) = (all, from, length, weights);
        Total();
    }

    /// <summary>Whether the node is small enough for <see cref="CollectValues"/>.</summary>
    public bool HasFewRows => count <= FewRows;

    /// <summary>Groups the node's rows by the codes of a column.</summary>
    /// <returns>The number of codes that occur.</returns>
    public int Collect(byte[] codes) => HasFewRows ? CollectFew(codes) : CollectMany(codes);

    /// <summary>Groups a few rows by the values of a column of numbers: group g, its own code in
    /// <see cref="Present"/>, has the g-th value in ascending order, and missing comes last.</summary>
    /// <returns>The number of groups.</returns>
    public int CollectValues(int column)
    {
        var here = Rows;
        Span<double> value = values.AsSpan(0, here.Length);
        var place = places.AsSpan(0, here.Length);
        for (int i = 0; i < here.Length; i++)
        {
            double x = Data.Value(here[i], column);
            (value[i], place[i]) = (double.IsNaN(x) ? double.PositiveInfinity : x, i);
        }
        value.Sort(place);
        int group = -1;
        for (int i = 0; i < here.Length; i++)
        {
            if (group < 0 || value[i] != value[group])
            {
                value[++group] = value[i];
                Present[group] = group;
                Counts[group] = 0;
                StartCode(group);
            }
            AddRow(here[place[i]], group);
            Counts[group]++;
        }
        return group + 1;
    }

    /// <summary>The value of a group; +∞ is missing.</summary>
    public double ValueOf(int group) => values[group];

    /// <summary>Remembers the node as the root of its tree.</summary>
    public virtual void SetRoot() { }

    /// <summary>Σ over the node's rows of weight times loss, when it is a leaf.</summary>
    public abstract double Loss();

    /// <summary>The values of the node as a leaf.</summary>
    /// <param name="smoothing">Rows with the root's shares that are added (classes only).</param>
    public abstract double[] LeafValue(double smoothing);

    /// <summary>Nothing on the left.</summary>
    public abstract void Clear();

    /// <summary>Brings a collected code's rows to the left.</summary>
    public abstract void MoveLeft(int code);

    /// <summary>Brings the rows with a value up to a threshold, and perhaps those without a value, to the left, without grouping first.</summary>
    public abstract void MoveLeftBelow(int column, double threshold, bool missingLeft);

    /// <summary>What the loss shrinks by when the left goes left.</summary>
    public abstract double Gain();

    /// <summary>The size of the node's sums that gains are differences of: what bounds their rounding.</summary>
    public abstract double Scale { get; }

    /// <summary>The mean target of a collected code's rows, for putting categories in order.</summary>
    public abstract double MeanTarget(int code);

    protected abstract void Total();

    protected abstract void StartCode(int code);

    protected abstract void AddRow(int row, int code);

    protected abstract int CollectMany(byte[] codes);

    protected int ListPresent()
    {
        int found = 0;
        for (int code = 0; code < Codes; code++)
            if (Counts[code] > 0) Present[found++] = code;
        return found;
    }

    private int CollectFew(byte[] codes)
    {
        var here = Rows;
        var key = keys.AsSpan(0, here.Length);
        for (int i = 0; i < key.Length; i++) key[i] = codes[here[i]] << 8 | i;
        if (key.Length > 1) key.Sort();
        int found = 0;
        foreach (int k in key)
        {
            int code = k >> 8, row = here[k & 0xFF];
            if (found == 0 || Present[found - 1] != code)
            {
                Present[found++] = code;
                Counts[code] = 0;
                StartCode(code);
            }
            AddRow(row, code);
            Counts[code]++;
        }
        return found;
    }
}
