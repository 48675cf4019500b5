namespace Kolosal.Learning.Graphs;

/// <summary>A model, or a part of it, has no form in the format asked for. The message names the part and says what can be done.</summary>
public sealed class NotExportableException : Exception
{
    /// <param name="message">A sentence for people.</param>
    public NotExportableException(string message) : base(message) { }
}
