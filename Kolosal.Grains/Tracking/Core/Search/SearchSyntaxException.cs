namespace Kolosal.Tracking;

/// <summary>A filter or an order that cannot be read: the caller's mistake. The text says where and what was expected.</summary>
public sealed class SearchSyntaxException(string message) : Exception(message);
