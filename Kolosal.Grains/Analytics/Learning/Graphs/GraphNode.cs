namespace Kolosal.Learning.Graphs;

/// <summary>One operation of a <see cref="ScoringGraph"/>; everything is computed in doubles, row by row. NaN is missing.</summary>
/// <param name="Width">Numbers a row; 0 for a text.</param>
public abstract record GraphNode(int Width)
{
    /// <summary>What it is computed from: values of earlier nodes.</summary>
    public abstract IEnumerable<GraphValue> Sources { get; }
}

/// <summary>A column of numbers; NaN where it is missing.</summary>
public sealed record NumberNode(string Column) : GraphNode(1)
{
    public override IEnumerable<GraphValue> Sources => [];
}

/// <summary>A column of texts; empty where it is missing.</summary>
public sealed record TextNode(string Column) : GraphNode(0)
{
    public override IEnumerable<GraphValue> Sources => [];
}

/// <summary>The same numbers for every row.</summary>
public sealed record ConstantNode(ImmutableArray<double> Values) : GraphNode(Values.Length)
{
    public override IEnumerable<GraphValue> Sources => [];
}

/// <summary>A function of each number.</summary>
public sealed record UnaryNode(UnaryOperation Operation, GraphValue Of) : GraphNode(Of.Width)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>A function of two numbers; a side of width 1 is used for every number of the other.</summary>
public sealed record BinaryNode(BinaryOperation Operation, GraphValue Left, GraphValue Right) : GraphNode(Math.Max(Left.Width, Right.Width))
{
    public override IEnumerable<GraphValue> Sources => [Left, Right];
}

/// <summary>The one value where the condition is not 0, the other elsewhere; widths as in <see cref="BinaryNode"/>.</summary>
public sealed record SelectNode(GraphValue Condition, GraphValue Then, GraphValue Otherwise)
    : GraphNode(Math.Max(Condition.Width, Math.Max(Then.Width, Otherwise.Width)))
{
    public override IEnumerable<GraphValue> Sources => [Condition, Then, Otherwise];
}

/// <summary>Some of the numbers, by position.</summary>
public sealed record PickNode(GraphValue Of, ImmutableArray<int> Positions) : GraphNode(Positions.Length)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>The numbers of several values one after the other.</summary>
public sealed record JoinNode(ImmutableArray<GraphValue> Parts) : GraphNode(Parts.Sum(part => part.Width))
{
    public override IEnumerable<GraphValue> Sources => Parts;
}

/// <summary>W x + b.</summary>
/// <param name="Of">x.</param>
/// <param name="Weights">outputs × inputs, row-major; finite.</param>
/// <param name="Offsets">One an output; finite.</param>
public sealed record LinearNode(GraphValue Of, ImmutableArray<double> Weights, ImmutableArray<double> Offsets) : GraphNode(Offsets.Length)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>The largest number of a row.</summary>
public sealed record MaximumNode(GraphValue Of) : GraphNode(1)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>The smallest numbers of a row in ascending order, and behind them their positions; of equal ones the first comes first.</summary>
public sealed record SmallestNode(GraphValue Of, int Count) : GraphNode(2 * Count)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>The row of a table that a text stands for.</summary>
/// <param name="Text">Of width 0.</param>
/// <param name="Keys">All different.</param>
/// <param name="Table">(keys + 2) × width, row-major: one a key, then that of any other text, then that of missing.</param>
/// <param name="Columns">The width.</param>
public sealed record TextTableNode(GraphValue Text, ImmutableArray<string> Keys, ImmutableArray<double> Table, int Columns) : GraphNode(Columns)
{
    public override IEnumerable<GraphValue> Sources => [Text];
}

/// <summary>The row of a table that a code stands for.</summary>
/// <param name="Code">Of width 1: a whole number, or anything else for none.</param>
/// <param name="Codes">Rows of codes 0 … codes − 1.</param>
/// <param name="Table">(codes + 1) × width, row-major; the last row stands for missing and every other number.</param>
/// <param name="Columns">The width.</param>
public sealed record CodeTableNode(GraphValue Code, int Codes, ImmutableArray<double> Table, int Columns) : GraphNode(Columns)
{
    public override IEnumerable<GraphValue> Sources => [Code];
}

/// <summary>base + scale · Σ over trees of the leaf's values, score by score; every split compares a number with a threshold.</summary>
public sealed record TreesNode(GraphValue Of, GraphTrees Trees) : GraphNode(Trees.BaseScores.Length)
{
    public override IEnumerable<GraphValue> Sources => [Of];
}

/// <summary>A function of one number.</summary>
public enum UnaryOperation
{
    /// <summary>−x.</summary>
    Negate,

    /// <summary>|x|.</summary>
    Absolute,

    /// <summary>eˣ.</summary>
    Exponential,

    /// <summary>ln x.</summary>
    Logarithm,

    /// <summary>√x.</summary>
    SquareRoot,

    /// <summary>The sine.</summary>
    Sine,

    /// <summary>The cosine.</summary>
    Cosine,

    /// <summary>The hyperbolic tangent.</summary>
    HyperbolicTangent,

    /// <summary>The error function.</summary>
    ErrorFunction,

    /// <summary>The greatest whole number that is not above x.</summary>
    Floor,

    /// <summary>1 where x is missing, 0 elsewhere.</summary>
    IsMissing,
}

/// <summary>A function of two numbers.</summary>
public enum BinaryOperation
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a − b.</summary>
    Subtract,

    /// <summary>a b.</summary>
    Multiply,

    /// <summary>a / b.</summary>
    Divide,

    /// <summary>aᵇ.</summary>
    Power,

    /// <summary>1 where a &lt; b, 0 elsewhere and where one is missing.</summary>
    IsLess,
}
