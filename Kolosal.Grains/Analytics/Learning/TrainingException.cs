namespace Kolosal.Learning;

/// <summary>The data cannot teach what was asked: the message says what was needed, what
/// came, and what to do. Callers turn it into a refusal.</summary>
public sealed class TrainingException(string message) : Exception(message);
