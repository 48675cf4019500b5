namespace Kolosal.Learning.Trees;

/// <summary>The best split found of a node; sums are in units of the tree's quantised gradients.</summary>
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

    /// <summary>The codes that go left, for a categorical.</summary>
    public CodeSet Left;

    /// <summary>Sums of the left child.</summary>
    public NodeSums LeftSums;

    /// <summary>Whether there is a split.</summary>
    public readonly bool Exists => Gain > 0;

    /// <summary>Whether this one is to be preferred: more gain, and the first column among equals.</summary>
    public readonly bool Beats(in NodeSplit other) => Gain > other.Gain || (Gain == other.Gain && Exists && Column < other.Column);

    /// <summary>For every code of the column, 256 in all, 1 when it goes left and 0 when it goes right.</summary>
    /// <param name="missing">The code of a missing value.</param>
    public readonly byte[] Directions(int missing)
    {
        var goesLeft = new byte[HistogramLayout.CodesPerByte];
        for (int code = 0; code < goesLeft.Length; code++)
        {
            bool left = Code < 0 ? Left.Contains(code) : code == missing ? MissingLeft : code <= Code;
            goesLeft[code] = left ? (byte)1 : (byte)0;
        }
        return goesLeft;
    }
}
