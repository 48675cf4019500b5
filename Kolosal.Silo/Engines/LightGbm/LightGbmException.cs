namespace Kolosal.Engines.LightGbm;

/// <summary>LightGBM refused or failed; the message is its own.</summary>
internal sealed class LightGbmException(string message) : Exception(message);
