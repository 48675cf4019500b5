namespace Kolosal.Explanations;

/// <summary>An option of an explanation has no meaning for this model.</summary>
/// <param name="option">Its JSON path below the request, such as <c>class</c> or <c>rules.age.minimum</c>.</param>
/// <param name="message">What was needed, what came, what to do.</param>
public sealed class ExplanationOptionException(string option, string message) : Exception(message)
{
    /// <summary>Its JSON path below the request.</summary>
    public string Option => option;
}
