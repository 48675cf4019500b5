using System.CommandLine;

namespace Kolosal.CommandLine;

/// <summary><c>kolosal audit verify FILE</c>: checks a prediction's receipt or an export of the audit trail. Needs no server.</summary>
internal static class AuditCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file")
        {
            Description = "A receipt (GET /api/audit/proof/{prediction_id}) or an export (GET "
            + "/api/audit/export)."
        };
        var key = new Option<string?>("--key") { Description = "The key that must have signed it, as GET /api/audit/keys shows it." };
        var verify = new Command("verify", "Checks a receipt or an export by itself; 0 when it holds, 1 when it does not.") { file, key };
        verify.SetAction(parsed => OfflineVerification.Run(
            parsed.GetValue(file)!, parsed.GetValue(key), parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error));
        return new Command("audit", "The audit trail, away from its server.") { verify };
    }
}
