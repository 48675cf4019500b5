using System.Net;
using System.Net.Sockets;

namespace Kolosal.Outbound;

/// <summary>Tells which addresses a request that somebody else chose the target of may go to (CWE-918).</summary>
/// <remarks>
/// The ranges are those of IANA's special-purpose registries (RFC 6890 and its updates). An address that carries another inside is judged by that
/// one: IPv4-mapped (::ffff:0:0/96), IPv4-compatible (::/96), NAT64 (64:ff9b::/96, RFC 6052), 6to4 (2002::/16).
/// </remarks>
internal static class AddressGuard
{
    /// <summary>Null when the address may be connected to; otherwise why not.</summary>
    public static string? Refuse(IPAddress address, bool allowLoopback, bool allowPrivate) => RangeOf(address) switch
    {
        AddressRange.Public => null,
        AddressRange.Loopback when allowLoopback => null,
        AddressRange.Private when allowPrivate => null,
        AddressRange.Loopback => $"{address} is this machine itself.",
        AddressRange.Private => $"{address} is in a private network.",
        _ => $"{address} is no address of a receiver.",
    };

    public static AddressRange RangeOf(IPAddress address)
    {
        var bytes = address.GetAddressBytes().AsSpan();
        if (address.AddressFamily == AddressFamily.InterNetwork) return RangeOfV4(bytes);
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return AddressRange.Forbidden;

        if (IPAddress.IPv6Loopback.Equals(address)) return AddressRange.Loopback;
        if (address.IsIPv4MappedToIPv6 || IsZero(bytes[..12])) return RangeOfV4(bytes[12..]);
        if (bytes is [0x00, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..]) return RangeOfV4(bytes[12..]);
        if (bytes is [0x20, 0x02, ..]) return RangeOfV4(bytes[2..6]);
        if ((bytes[0] & 0xfe) == 0xfc) return AddressRange.Private;

        // 2000::/3 is all that is globally unicast; of it Teredo (2001::/23 holds it and other protocols) and documentation are none.
        if ((bytes[0] & 0xe0) != 0x20) return AddressRange.Forbidden;
        if (bytes is [0x20, 0x01, < 0x02, ..]) return AddressRange.Forbidden;
        return bytes is [0x20, 0x01, 0x0d, 0xb8, ..] or [0x3f, 0xff, < 0x10, ..] ? AddressRange.Forbidden : AddressRange.Public;
    }

    private static AddressRange RangeOfV4(ReadOnlySpan<byte> b) => (b[0], b[1], b[2]) switch
    {
        (127, _, _) => AddressRange.Loopback,
        (10, _, _) or (172, >= 16 and <= 31, _) or (192, 168, _) or (100, >= 64 and <= 127, _) => AddressRange.Private,
        (0, _, _) or (169, 254, _) or ( >= 224, _, _) => AddressRange.Forbidden,
        (192, 0, 0) or (192, 0, 2) or (192, 88, 99) or (198, 51, 100) or (203, 0, 113) or (198, 18 or 19, _) => AddressRange.Forbidden,
        _ => AddressRange.Public,
    };

    private static bool IsZero(ReadOnlySpan<byte> bytes) => bytes.IndexOfAnyExcept((byte)0) < 0;
}
