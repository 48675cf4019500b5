namespace Kolosal.Outbound;

/// <summary>What sort of network an address belongs to.</summary>
internal enum AddressRange
{
    /// <summary>Globally reachable.</summary>
    Public,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>A network of its own: RFC 1918, RFC 6598 (shared), RFC 4193 (unique local).</summary>
    Private,

    /// <summary>Never a receiver: link-local (where clouds answer with credentials), multicast, unspecified, documentation, reserved, and
    /// tunnels whose far end cannot be told.</summary>
    Forbidden,
}
