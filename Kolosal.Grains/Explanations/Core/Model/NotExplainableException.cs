namespace Kolosal.Explanations;

/// <summary>The model cannot be explained in the way that was asked, whatever the options.</summary>
/// <param name="code">Stable, below <c>explain.</c></param>
/// <param name="message">Why, and what can be asked instead.</param>
public sealed class NotExplainableException(string code, string message) : Exception(message)
{
    /// <summary>Stable, below <c>explain.</c></summary>
    public string Code => code;
}
