namespace Kolosal.Outbound;

/// <summary>A name leads to an address that no request which somebody else chose may go to.</summary>
public sealed class ForbiddenAddressException(string message) : Exception(message);
