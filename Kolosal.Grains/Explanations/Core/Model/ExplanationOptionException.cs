namespace Kolosal.Explanations;

/// <summary>An option of an explanation has no meaning for this model.</summary>
/// <param name="option">Its JSON path below the request, such as <c>class</c> or <c>rules.age.minimum</c>.</param>
/// <param name="message">What was needed, what came, what to do.</param>
public sealed class ExplanationOptionException(string option, string message) : Exception(message)
{
    /// <summary>Its JSON path below the request.</summary>
    public string Option => option;
}

/// <summary>The model cannot be explained in the way that was asked, whatever the options.</summary>
/// <param name="code">Stable, below <c>explain.</c></param>
/// <param name="message">Why, and what can be asked instead.</param>
public sealed class NotExplainableException(string code, string message) : Exception(message)
{
    /// <summary>Stable, below <c>explain.</c></summary>
    public string Code => code;
}
