using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Kolosal.Access;

/// <summary>The alternative names of a certificate (RFC 5280 §4.2.1.6), as mappings write them.</summary>
internal static class AlternativeNames
{
    private const string Extension = "2.5.29.17";
    private const int DnsName = 2, UriName = 6;

    /// <returns><c>dns:…</c> in lower case, and <c>uri:…</c>; none for a certificate whose extension cannot be read.</returns>
    public static IReadOnlyList<string> Of(X509Certificate2 certificate)
    {
        var names = new List<string>();
        if (certificate.Extensions[Extension] is not { } extension) return names;
        try
        {
            var sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                var tag = sequence.PeekTag();
                if (tag.TagClass == TagClass.ContextSpecific && tag.TagValue is DnsName or UriName)
                {
                    string name = sequence.ReadCharacterString(UniversalTagNumber.IA5String, tag);
                    names.Add(tag.TagValue == DnsName ? $"dns:{name.ToLowerInvariant()}" : $"uri:{name}");
                }
                else sequence.ReadEncodedValue();
            }
        }
        catch (Exception malformed) when (malformed is AsnContentException or CryptographicException)
        {
            names.Clear();
        }

        return names;
    }
}
