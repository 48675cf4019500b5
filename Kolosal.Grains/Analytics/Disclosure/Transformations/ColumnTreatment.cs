namespace Kolosal.Disclosure;

/// <summary>What is done to one column.</summary>
public abstract record ColumnTreatment
{
    /// <summary>The column goes.</summary>
    public sealed record Suppress : ColumnTreatment;

    /// <summary>Letters and digits become stars, but for the outer ones that are kept.</summary>
    /// <param name="KeepFirst">Letters and digits kept at the front.</param>
    /// <param name="KeepLast">Kept at the end.</param>
    public sealed record Mask(int KeepFirst, int KeepLast) : ColumnTreatment;

    /// <summary>Every value becomes its pseudonym.</summary>
    /// <param name="Domain">Pseudonyms are the same within it.</param>
    public sealed record Pseudonymise(string Domain) : ColumnTreatment;

    /// <summary>Numbers become ranges of one width: <c>30..39.99</c> is written <c>[30,40)</c>.</summary>
    /// <param name="Width">&gt; 0.</param>
    public sealed record Bin(double Width) : ColumnTreatment;

    /// <summary>Dates lose their day, or their month too.</summary>
    /// <param name="To"><c>month</c>, <c>quarter</c> or <c>year</c>.</param>
    public sealed record Coarsen(string To) : ColumnTreatment;

    /// <summary>Texts keep their first characters; a star stands for each that goes.</summary>
    /// <param name="Keep">≥ 0.</param>
    public sealed record Prefix(int Keep) : ColumnTreatment;

    /// <summary>Values become words of a hierarchy.</summary>
    /// <param name="Hierarchy">The words.</param>
    /// <param name="Level">≥ 1.</param>
    public sealed record Climb(ValueHierarchy Hierarchy, int Level) : ColumnTreatment;

    /// <summary>Dates move by whole days, all of one subject by the same.</summary>
    /// <param name="Days">Most days either way, ≥ 1.</param>
    public sealed record ShiftDates(int Days) : ColumnTreatment;

    /// <summary>Numbers get noise of mean 0.</summary>
    /// <param name="Deviation">Its standard deviation, &gt; 0.</param>
    /// <param name="Gaussian">Normal; otherwise Laplace.</param>
    public sealed record AddNoise(double Deviation, bool Gaussian) : ColumnTreatment;
}
