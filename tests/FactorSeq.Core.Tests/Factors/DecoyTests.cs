using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FactorSeq.Core.Factors;
using FactorSeq.Core.Tests.Support;
using FactorSeq.Factors;

namespace FactorSeq.Core.Tests.Factors;

/// <summary>
/// What a decoy's factors are made of. They follow from the org's key and the login alone and never change: a login whose factors are others
/// after an upgrade belongs to nobody, and everybody can see it.
/// </summary>
public sealed class DecoyTests
{
    private static readonly JsonSerializerOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine([.. All.Json.Select(json => json.Resolver)]),
    };

    [Theory]
    [InlineData("push", """{"CredentialId":"ana@demo.test","Device":"iPhone","Platform":"IOS","NumberChallenge":false}""")]
    [InlineData("totp", """{"CredentialId":"ana@demo.test","Secret":"SOI3XDFEHFXKO56H","LastStep":0}""")]
    [InlineData("google_totp", """{"CredentialId":"ana@demo.test","Secret":"SOI3XDFEHFXKO56H","LastStep":0}""")]
    [InlineData("sms", """{"To":"+15555558075","Extension":null}""")]
    [InlineData("call", """{"To":"+15555558075","Extension":null}""")]
    [InlineData("email", """{"To":"ana@demo.test","Extension":null}""")]
    [InlineData("question", """{"Question":"first_computer_game","Answer":"100.CaoPhAyUJdXRIxA4elL+sA==.14Mn8TRdRqgabbIYWKEgylhK4UX/5viVcd/+hTVtDa8="}""")]
    [InlineData("yubikey", """{"PublicId":"cccchlddhjhe","AesKey":"4a4b53931bee91c203236fca474ccb70","PrivateId":"c41a6b6c1a15","LastCounter":0}""")]
    [InlineData("rsa", """{"CredentialId":"ana@demo.test","LastStep":0,"WrongCodes":0,"NextToken":"Off"}""")]
    [InlineData("onprem", """{"CredentialId":"ana@demo.test","LastStep":0,"WrongCodes":0,"NextToken":"Off"}""")]
    [InlineData("symantec", """{"CredentialId":"VSST50420204","LastStep":0}""")]
    [InlineData("hotp", """{"CredentialId":"ana@demo.test","Secret":"k5G7jKQ5bqd3x5lMYTwDPuB7OIQ=","Counter":0,"Resync":null}""")]
    [InlineData("duo", """{"CredentialId":"ana@demo.test"}""")]
    [InlineData("saml_idp", """{"User":"ana@demo.test"}""")]
    [InlineData("oidc_idp", """{"User":"ana@demo.test"}""")]
    [InlineData("webauthn", """{"CredentialId":"gXOWWP4r0hRHq4cKu9JEotugeIcHGSyz83AhgPI3p8ETRJ-4craRUAt6TqD1n-aw-nDI5Pol2V_eyT_p5PKqig","PublicKey":"pQECAyYgASFYIC7RdWE1ind1blMhT5rIGuAzGUKs7zAFWYUgYTqA6R2oIlggfEHbGBnz9xSa5X1aI4bHM-RRWAKa5zaeSPqie9pzm3E","SignCount":0,"Name":"Authenticator","Aaguid":null,"RpId":null}""")]
    [InlineData("u2f", """{"CredentialId":"54ETLbvO7D_pmliUyZDmpZ4ydqtOtECsXWHBWhN5MwHNts9rY17QZt4cDEdZGDUw002zT_VVfSgzsj5f3k8IdQ","PublicKey":"BC7RdWE1ind1blMhT5rIGuAzGUKs7zAFWYUgYTqA6R2ofEHbGBnz9xSa5X1aI4bHM-RRWAKa5zaeSPqie9pzm3E","AppId":"https://demo.test","Counter":-1}""")]
    public void A_decoy_s_factor_is_the_same_in_every_release(string key, string kept) => Assert.Equal(kept, Written(key, "ana@demo.test"));

    [Theory]
    [InlineData("sms", "To")]
    [InlineData("question", "Answer")]
    [InlineData("yubikey", "PublicId")]
    [InlineData("symantec", "CredentialId")]
    [InlineData("webauthn", "CredentialId")]
    [InlineData("u2f", "CredentialId")]
    public void Another_login_s_decoy_has_another(string key, string member) => Assert.NotEqual(
        JsonDocument.Parse(Written(key, "ana@demo.test")).RootElement.GetProperty(member).GetString(),
        JsonDocument.Parse(Written(key, "ben@demo.test")).RootElement.GetProperty(member).GetString());

    [Theory]
    [InlineData("ana", "https://ana")]
    [InlineData("ana@demo.test", "https://demo.test")]
    [InlineData("a@b@demo.test", "https://demo.test")]
    public void A_decoy_s_U2F_key_belongs_to_a_page_of_the_login_s_domain(string login, string page) =>
        Assert.Equal(page, JsonDocument.Parse(Written("u2f", login)).RootElement.GetProperty("AppId").GetString());

    private static string Written(string key, string login)
    {
        var data = ASignOn.Catalog.Find(key)!.Fabricate(login, Entropy.Keyed("the org's key"u8, login));
        return JsonSerializer.Serialize(data, data.GetType(), Options);
    }
}
