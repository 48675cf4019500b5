namespace Kolosal.Learning.Import;

/// <summary>A foreign model and a table do not fit: a column is missing or of another kind, or labels are not the model's classes.</summary>
/// <param name="message">What was needed, what came, what to do.</param>
public sealed class ForeignColumnsException(string message) : Exception(message);
