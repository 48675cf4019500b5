namespace Kolosal.Notifications;

/// <summary>A name leads to an address that no webhook may go to.</summary>
internal sealed class ForbiddenAddressException(string message) : Exception(message);
