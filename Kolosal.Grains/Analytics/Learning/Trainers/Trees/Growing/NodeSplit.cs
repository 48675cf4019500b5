namespace Kolosal.Learning.Trees;

/// <summary>The best way found to split a node: sums are in units of the tree's words.</summary>
internal struct NodeSplit
{
    /// <summary>Twice the loss it saves, in units; 0 when there is none.</summary>
    public double Gain;

    /// <summary>The column.</summary>
    public int Column;

    /// <summary>Codes up to this one go left; −1 when <see cref="Left"/> says which.</summary>
    public int Code;

    /// <summary>Whether a missing value goes left.</summary>
    public bool MissingLeft;

    /// <summary>The codes that go left, for a categorical; 256 bits.</summary>
    public CodeSet Left;

    /// <summary>Sums of the left child.</summary>
    public NodeSums LeftSums;

    /// <summary>Whether there is a split.</summary>
    public readonly bool Exists => Gain > 0;

    /// <summary>Whether this one is to be preferred: more gain, and the first column among equals.</summary>
    public readonly bool Beats(in NodeSplit other) => Gain > other.Gain || (Gain == other.Gain && Exists && Column < other.Column);
}

/// <summary>Σ gradient, Σ hessian and the number of rows of a node, in units.</summary>
internal readonly record struct NodeSums(double G, double H, double Count)
{
    public static NodeSums operator -(NodeSums a, NodeSums b) => new(a.G - b.G, a.H - b.H, a.Count - b.Count);
}

/// <summary>A set of codes 0 … 255.</summary>
internal struct CodeSet
{
    private ulong a, b, c, d;

    public readonly bool Contains(int code) => ((code >> 6) switch { 0 => a, 1 => b, 2 => c, _ => d } >> (code & 63) & 1) != 0;

    public void Add(int code)
    {
        ulong bit = 1UL << (code & 63);
        switch (code >> 6)
        {
            case 0: a |= bit; break;
            case 1: b |= bit; break;
            case 2: c |= bit; break;
            default: d |= bit; break;
        }
    }
}
