namespace Kolosal.Classification;

/// <summary>Section <c>Kolosal:Classification</c>.</summary>
public sealed class ClassificationOptions
{
    public const string Section = "Kolosal:Classification";

    /// <summary>Where this process and its storage are: <c>us</c>, <c>uk</c>, <c>eu</c> or <c>ca</c>. Default: undeclared, and then no dataset is
    /// refused for its residency.</summary>
    public Residency? Region { get; set; }
}
