using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using FactorSeq.Core.Users;
using FactorSeq.Web.Errors;
using FactorSeq.Web.Hosting;
using FactorSeq.Web.Orgs;
using FactorSeq.Web.Wire;

namespace FactorSeq.Web.SignIn;

/// <summary>
/// <c>GET /login/getimage?username=</c>: the picture by which people know their own sign-in page. A keyed hash of the name picks it, whether
/// anybody has the name or not.
/// </summary>
internal static class SecurityImage
{
    private static readonly ImmutableArray<(string Name, string Description)> Images =
    [
        ("anchor", "An anchor"), ("leaf", "A leaf"), ("kite", "A kite"), ("moon", "A moon"), ("boat", "A boat"), ("sun", "A sun"),
    ];

    internal static IEnumerable<ApiRoute> Files { get; } =
        [.. Images.Select(image => new ApiRoute("GET", Path(image.Name), Assets.File($"signin/security-{image.Name}.svg")))];

    internal static async Task Get(HttpContext context)
    {
        var org = context.Org();
        if (org.Current.Configuration is not { Settings.SecurityImage: true, Engine: null })
        {
            await ErrorCodes.FeatureOff.Because().Write(context);
            return;
        }

        var key = Encoding.UTF8.GetBytes($"image:{Login.Key(context.Request.Query["username"].ToString())}");
        var (name, description) = Images[(int)(BinaryPrimitives.ReadUInt32BigEndian(HMACSHA256.HashData(org.DecoyKey, key)) % (uint)Images.Length)];
        await OktaJson.Ok(context, json =>
        {
            json.WriteStartObject();
            json.WriteString("result", "success");
            json.WriteString("pwdImg", context.BaseUrl() + Path(name));
            json.WriteString("imageDescription", description);
            json.WriteEndObject();
        });
    }

    private static string Path(string name) => $"/img/security/{name}.svg";
}
