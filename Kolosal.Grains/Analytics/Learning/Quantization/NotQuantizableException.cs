namespace Kolosal.Learning.Quantization;

/// <summary>A model has no form in fewer bits. The message names the part and says what can be done.</summary>
/// <param name="message">A sentence for people.</param>
public sealed class NotQuantizableException(string message) : Exception(message);
