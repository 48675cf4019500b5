using System.Text;
using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Audit;

/// <summary>Against hashlib's chains and RFC 6962 roots.</summary>
public class AuditChainOracleTests
{
    [OracleFact]
    public void Canonical_text_and_chain_agree_with_hashlib()
    {
        foreach (var c in Oracle.Cases("audit_chain.json", "hash_chain"))
        {
            string hash = HashChain.Genesis;
            var events = c.Inputs.GetProperty("events").EnumerateArray().ToArray();
            for (int i = 0; i < events.Length; i++)
            {
                string text = CanonicalJson.Write(events[i]);
                Assert.Equal(c.Expected.GetProperty("canonical")[i].GetString(), text);
                Assert.Equal(c.Expected.GetProperty("chain")[i].GetString(), hash = HashChain.Next(hash, text));
            }
        }
    }

    [OracleFact]
    public void Merkle_roots_agree_for_every_size()
    {
        foreach (var c in Oracle.Cases("audit_chain.json", "merkle_rfc6962"))
        {
            ReadOnlyMemory<byte>[] leaves = [.. c.Inputs.GetProperty("leaves").EnumerateArray()
                .Select(leaf => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(leaf.GetString()!)))];
            var roots = c.Expected.GetProperty("roots_by_size").EnumerateArray().Select(root => root.GetString()).ToArray();
            for (int size = 0; size < roots.Length; size++)
                Assert.Equal(roots[size], Convert.ToHexStringLower(MerkleTree.Root(leaves[..size])));
        }
    }
}
