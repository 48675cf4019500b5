namespace Kolosal.Learning.Trees;

/// <summary>A way to split a node of a tree over bin codes.</summary>
internal record struct ForestSplit
{
    /// <summary>Whether there is one at all.</summary>
    public bool Exists;

    /// <summary>Where missing and unknown values go.</summary>
    public bool MissingLeft;

    /// <summary>Whether the column holds categories.</summary>
    public bool IsSet;

    /// <summary>The column it looks at.</summary>
    public int Column;

    /// <summary>Of the node's codes in their order, the last that goes left.</summary>
    public int Last;

    /// <summary>Whether a number is compared itself; otherwise its code is, which says the same where the cut lies between bins.</summary>
    public bool IsExact;

    /// <summary>What it saves of the node's loss.</summary>
    public double Gain;

    /// <summary>Numbers up to this go left.</summary>
    public double Threshold;

    /// <summary>The weights of both sides.</summary>
    public double LeftWeight, RightWeight;

    /// <summary>The codes that go left, when the cut is not exact.</summary>
    public CodeSet Left;
}
