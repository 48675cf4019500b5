namespace Kolosal.Learning.Import;

/// <summary>A file is sound, and one of its operators is none that is read.</summary>
/// <param name="name">The operator.</param>
/// <param name="message">A sentence for people that names it.</param>
public sealed class UnsupportedOperatorException(string name, string message) : Exception(message)
{
    /// <summary>The operator, as its format names it.</summary>
    public string Operator { get; } = name;
}
