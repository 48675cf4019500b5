using Kolosal.WebConsole.Pages.Watching.Parts;
using static Kolosal.WebConsole.Pages.Watching.Parts.FieldKind;

namespace Kolosal.WebConsole.Pages.Trust.Registers;

/// <summary>Every register that people keep.</summary>
internal static class RegisterForms
{
    public static readonly ImmutableArray<RegisterForm> All =
    [
        new("risks", "Risks", "risk", RegisterLife.Reviewed,
            OneOf("source", "Source", "data", "model", "people", "misuse", "security", "third_party", "infrastructure", "law"),
            new("description", "Description", Lines), Grade("likelihood", "Likelihood"), Grade("consequence", "Consequence"),
            OneOf("treatment", "Treatment", "avoid", "reduce", "share", "retain"), new("treatment_plan", "Plan of treatment", Lines),
            new("treatment_due", "Treated by", Time), new("treated_at", "Treated at", Time), new("controls", "Controls", List),
            Grade("residual_likelihood", "Likelihood that is left"), Grade("residual_consequence", "Consequence that is left"),
            new("misuse_considered", "Misuse was considered", Answer), new("vulnerable_groups_considered", "Vulnerable groups were considered",
                Answer)),
        new("impact-assessments", "Impact assessments", "impact assessment", RegisterLife.Reviewed,
            new("model", "Model"), new("version", "Version", Number), new("groups", "Groups", List), new("individuals", "Effect on individuals",
                Lines),
            new("group_effects", "Effect on groups", Lines), new("society", "Effect on society", Lines), new("findings", "Findings", Lines),
            new("dpia_due", "A data protection impact assessment is due", Answer), Hash("dpia_hash", "Its SHA-256")),
        new("processing-activities", "Processing", "processing activity", RegisterLife.Reviewed,
            new("purpose", "Purpose"), OneOf("role", "Role", "controller", "joint_controller", "processor"),
            OneOf("basis", "Lawful basis", "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests"),
            new("data_categories", "Categories of data", List), new("subjects", "Whose data", List), new("recipients", "Recipients", List),
            new("transfers", "Transfers abroad", List), new("retention_days", "Kept for days", Number), new("measures", "Measures", Lines),
            new("consent_reference", "Where consent is kept")),
        new("subject-requests", "Requests", "request", RegisterLife.Request,
            OneOf("kind", "Kind", "access", "rectify", "erase", "restrict", "port", "object", "withdraw_consent"), new("subject_key", "Person"),
            new("received_at", "Received", Time), new("identity_check", "How identity was checked", Lines),
            new("extension_reason", "Why it takes longer", Lines), new("outcome", "Outcome", Lines), Hash("proof_hash", "SHA-256 of the proof"),
            new("recipients_told", "Recipients told", List), new("erasure_id", "Erasure")),
        new("concerns", "Concerns", "concern", RegisterLife.Raised, new("text", "What is the matter", Lines), new("answer", "Answer", Lines),
            OneOf("effect", "Effect on risks", "none", "new_risk", "changed_risk"), new("risk_id", "Risk"))
        {
            Makes = Layout.NavigationLink.Anybody,
            MadeOf = [new("text", "What is the matter", Lines) { Required = true }, new("title", "Title"), new("about", "About", List),
                new("contact", "Contact") { Hint = "Left empty, nobody knows who wrote it" }],
        },
        new("suppliers", "Suppliers", "supplier", RegisterLife.Reviewed,
            new("items", "What it supplies", List), new("licence", "Licence"), new("assessment", "Assessment", Lines),
            Hash("contract_hash", "SHA-256 of the contract"), new("location", "Location")),
        new("competences", "Competences", "competence", RegisterLife.Reviewed,
            new("principal", "Who"), new("course", "Course"), new("completed_at", "Completed", Time), new("roles", "For the roles", List),
            Hash("document_hash", "SHA-256 of the certificate")),
        new("objectives", "Objectives", "objective", RegisterLife.Reviewed,
            new("metric", "Metric"), new("unit", "Unit"), new("target", "Target", Number), OneOf("side", "Reached when", "at_least", "at_most"),
            new("monitor", "Measured by"), new("is_post_market", "Part of post-market monitoring", Answer),
            new("last_value", "Last value", Number), new("measured_at", "Measured", Time), new("reach_by", "To be reached by", Time)),
        new("corrective-actions", "Corrective actions", "corrective action", RegisterLife.Action,
            new("control", "Control"), new("cause", "Cause", Lines), new("action", "What is done", Lines), new("due", "Due", Time),
            new("recheck", "How it is checked", Lines)),
        new("waivers", "Waivers", "waiver", RegisterLife.Once,
            new("control", "Control or query"), new("control_owner", "Owner of the control"), new("reason", "Reason", Lines),
            new("until", "Until", Time) { Hint = "UTC, within 90 days" }),
        new("applicability", "Applicability", "statement of applicability", RegisterLife.Reviewed,
            new("framework", "Framework"), new("control", "Control"), new("applies", "It applies", Answer), new("reason", "Reason", Lines)),
        new("roles", "Roles", "role", RegisterLife.Reviewed,
            OneOf("role", "Role", "top_management", "ai_owner", "security_officer", "data_protection_officer", "risk_owner", "approver",
                "internal_auditor", "operator", "legal"),
            new("holder", "Holder"), new("deputy", "Deputy"), new("duties", "Duties", Lines)),
        new("incident-duties", "Incident duties", "incident duty", RegisterLife.Duty,
            new("incident", "Incident"), new("aware_at", "Aware since", Time),
            new("regimes", "Regimes", List) { Hint = "gdpr_breach, ai_act_serious, ai_act_death, ai_act_widespread, hipaa_breach" },
            new("reason", "Reason", Lines), new("reported_at", "Reported", Time), new("affects_users", "Users are affected", Answer),
            new("recipients", "Who is told", List), Hash("notice_hash", "SHA-256 of the notice"), new("told_at", "Told", Time),
            new("status_page", "Status page")),
        new("privileged-uses", "Privileged uses", "privileged use", RegisterLife.Action,
            OneOf("action", "Action", "migrate", "reindex", "restore", "key_rotation", "chaos", "break_glass"), new("reason", "Reason", Lines),
            new("ticket", "Ticket"), new("second_person", "Second person"), new("started_at", "Started", Time), new("record", "Record")),
    ];

    public static RegisterForm? Of(string? path) => All.FirstOrDefault(form => form.Path == path);

    private static ActionField OneOf(string name, string label, params ImmutableArray<string> options) => new(name, label, Choice)
    { Options = options };

    private static ActionField Grade(string name, string label) => new(name, label, Number) { Hint = "1 to 5" };

    private static ActionField Hash(string name, string label) => new(name, label) { Hint = "64 hexadecimal digits" };
}
