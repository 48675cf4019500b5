using System.ComponentModel.DataAnnotations;

namespace Kolosal.Classification;

/// <summary>Section <c>Kolosal:Classification</c>.</summary>
public sealed class ClassificationOptions
{
    public const string Section = "Kolosal:Classification";

    /// <summary>Where this process and its storage are: <c>us</c>, <c>uk</c>, <c>eu</c> or <c>ca</c>. Default: undeclared, and then no dataset is
    /// refused for its residency.</summary>
    public Residency? Region { get; set; }

    /// <summary>Days for which an approved disclosure lets rows leave; 1 to 365. Default: 30.</summary>
    [Range(1, 365)]
    public int ApprovalDays { get; set; } = 30;
}
