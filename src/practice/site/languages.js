// The words of the console. Each entry lists the wordings that guides show; `wording` chooses among them.
//
// English, and the Italian of generation 1, are known word for word. Of Spanish and Portuguese the names of controls are
// known. A wording behind GUESS is `invented`: no source tells it. What a language lacks is said in English.

const GUESS = (...words) => words;
// By generation: [generation 1, generation 1b, generation 2, generation 3 where it differs].
const BY = (one, oneB, two, three = two) => (GEN3 ? three : GEN2 ? two : GEN === "1b" ? oneB : one);
const NEW = (before, now) => (GEN3 ? now : before);
// English of generation 1 before 2024 wrote titles, later sentences.
const SENTENCE = SW.case === "sentence" || (SW.case === "auto" && GEN !== "1");
const CASED = (title, sentence) => (SENTENCE || GEN2 ? sentence : title);
// The side panel changed on its own: sentences in 2023, titles in early 2024, sentences again.
const PANEL_TITLES = SW.case === "title" || (SW.case === "auto" && GEN === "1-expiry");
const PANELLED = (title, sentence) => (PANEL_TITLES && !GEN2 ? title : sentence);
const LATER = (before, after) => (GEN === "1" ? before : after);

const EN = {
  strip: "Practice console - not Meta",
  // the app panel
  apps_title: "Apps", search_apps: "Search by App Name or App ID", create_app: "Create App", filter_by: "Filter by",
  all_apps: "All Apps ({n})", archived: "Archived", recently_used: "Recently Used", app_id: "App ID: {id}", mode: "Mode: {x}",
  type: "Type: {x}", business: "Business: ", administrator: "Administrator", docs: "Docs", tools: "Tools", support: "Support",
  my_apps: "My Apps", dashboard: "Dashboard", api_setup: "API Setup", quickstart: "Quickstart", app_settings: "App settings",
  temporary_token: "Temporary access token", generate_access_token: "Generate access token",
  temporary_about: "Try the API with a token that works for less than 24 hours.",
  // the chrome
  settings_title: "Business settings", settings: "Settings", portfolio: "Business portfolio", business_info: NEW("Business info", ["Business info", "Business portfolio info"]),
  users: "Users", people: "People", partners: "Partners", system_users: PANELLED("System Users", "System users"),
  accounts: "Accounts", pages: "Pages", ad_accounts: PANELLED("Ad Accounts", "Ad accounts"),
  asset_groups: PANELLED("Business Asset Groups", "Business asset groups"), apps: "Apps", instagram: PANELLED("Instagram Accounts", "Instagram accounts"),
  whatsapp_accounts: PANELLED("WhatsApp Accounts", "WhatsApp accounts"), threads: "Threads accounts", data_sources: PANELLED("Data Sources", "Data sources"),
  brand_safety: GEN2 ? "Brand safety and suitability" : PANELLED("Brand Safety", "Brand safety"), requests: "Requests", integrations: "Integrations",
  billing: "Billing & payments", pixels: "Pixels", datasets: "Datasets", domains: "Domains", catalogues: NEW("Catalogues", "Catalogs"), events: NEW("Events datasets", "Offline event sets"),
  apps_group: ["Apps", "App"], messaging_accounts: "Messaging accounts", use_cases: "Use cases", try_it_out: "Try it out", publish: "Publish", portfolio_filter: "Business portfolio",
  notifications: "Notifications", planner: "Planner", contacts: "Contacts", insights: "Insights", all_tools: "All tools", rail_settings: "Settings",
  helper: "AI assistant", helper_about: "Ask about your account.", helper_ask: "Ask anything", helper_idea: "Check account status",
  banner: "Complete your business details to use all features.", banner_go: "Get started",
  not_available: "This content isn't available right now", not_available_about: "The link may be incomplete, or the page may have been removed.",
  facebook_pages: "Facebook Pages", required_actions: "Required actions", admin_apps: "Admin Apps", no_portfolio: "No business portfolio selected", clear: "Clear",
  info_about: "The details of {business}.", nothing_here: "There is nothing here.",
  // system users
  none_yet: "{business} doesn't have any System Users yet.", manage_yours: "Manage Your System Users",
  none_about: "All of the system users for your business will be listed here. Click on any system user to see and manage the assigned apps, the people who need access and the assets associated with them.",
  add: "Add", filter_users: "Filter by name or ID", search: "Search", search_users: "Search by name or ID", name: "Name",
  admin_system_user: CASED("Admin System User", "Admin system user"), employee_system_user: CASED("Employee System User", "Employee system user"),
  create_user: CASED("Create System User", "Create system user"), enter_name: "Enter a name for the system user you want to create below:",
  user_name: LATER("System Username", "System user name"), user_role: LATER("System User Role", "System user role"),
  admin: "Admin", employee: "Employee", owner_about: "{business} will be the owner of this system user.", cancel: "Cancel",
  admin_access: "Admin access", employee_access: "Employee access", edit: "Edit", edit_info: "Edit info", more_options: "More options", close: "Close",
  generating: "Generating Access Tokens", generating_about: "System Users can only generate access tokens for permissions their app has been granted through App Review.",
  generate_new: BY(CASED("Generate New Token", "Generate new token"), "Generate new token", "Generate token"),
  revoke: BY(CASED("Revoke Tokens", "Revoke tokens"), "Revoke tokens", "Revoke tokens"),
  add_assets: BY(CASED("Add Assets", "Add assets"), "Assign assets", "Assign assets"),
  assigned_assets: "Assigned assets", installed_apps: "Installed apps", no_installed: "No apps installed",
  assigned_about: "Here are the assets that {name} (system user) can access. View and manage their permissions. Add or remove assets.",
  none_assigned: BY("No assets have been assigned yet. Add an asset.", "No assets have been assigned yet. Add an asset.", "No assets assigned"),
  none_assigned_about: NEW("You can assign assets, such as Facebook Page and Instagram accounts, to {name}", ["You can assign assets, like Facebook Pages and Instagram accounts, to {name}.", "You can assign assets, such as Facebook Pages and Instagram profiles, to {name}."]),
  can_access: "{name} can access {n} business asset.", can_access_many: "{name} can access {n} business assets.", needs_app: "To generate a token, an app must be part of the business portfolio.", remove_about: "{name} will no longer be able to access {asset}.",
  agreement: "Updated business tools terms", agreement_about: "Review the updated terms. By accepting you agree to them for everyone in this business.", accept_other: "Accept",
  data_sharing_title: "Share data with Meta", data_sharing_about: "We value non-discrimination. Turn on automatic sharing of customer data for all ad accounts? See also: our terms, cookies, non-discrimination policy.",
  fees_title: "Before you continue", fees_about: "System users are a paid feature. You agree to the Advertising Policies, the Self-Serve Ad Terms and that Meta charges your payment method monthly.",
  mixed_title: "Non-discrimination policy", mixed_about: "You accept our non-discrimination policy, and also agree to the Custom Audiences Terms and that Meta may bill this business.",
  continue_other: "Continue", agree_other: "I agree", business_assets: "Business assets", nothing_yet: "Nothing assigned yet", partial_of: "Partial access ({x})", role: "Role", remove: "Remove", app: "App", manage: "Manage", full_control: "Full control", partial_access: "Partial access",
  search_id: "Search by ID or name",
  // terms
  terms_title: "Non-discrimination policy", terms_about: NEW("Before you add a system user, review and accept the non-discrimination policy for {business}.", "By accepting you certify for {business} that everyone who acts as one of its system users has read the Advertising Policies, non-discrimination policy included, and will keep them and the law."),
  accept: "I accept", done: "Done", terms_done: "Thank you for accepting the policy.",
  // assigning
  assign_title: BY("Assign assets to {name}", "Assign assets and set permissions", "Select assets and assign permissions"),
  asset_type: "Select asset type", select_assets: "Select assets", assign_permissions: "Assign permissions",
  search_filter: BY("Search and filter", "Search & filter", "Search by name or ID"), select_all: "Select all",
  develop_app: "Develop app", develop_about: "Can change app settings, test the app and view analytics.",
  view_insights: "View insights", view_about: "Can view app analytics.", test_app: "Test app", test_about: "Can test the app.",
  manage_app: "Manage app", manage_about: "Can manage roles, change app settings, test the app and view analytics.",
  because: "{x} is on because {y} is selected.", choose_assets: "Select assets to see their permissions.",
  save: BY(CASED("Save Changes", "Save changes"), "Save changes", "Assign assets"), selected: "{n} asset selected", selected_many: NEW("{n} asset selected", "{n} assets selected"),
  removes: "Are you sure? Some permissions will be removed", removes_about: "Some of the permissions of another asset will be removed.", removes_no: "No, go back", removes_yes: "Yes, continue", no_assets: "No assets of this type",
  assigned_done: "Assets assigned", assigned_done_about: "{name} can now access the assets that you selected.",
  manage_waba: NEW("Manage WhatsApp account", "Everything"), view_waba: "View WhatsApp account", manage_page: NEW("Manage Page", "Everything"), view_page: NEW("View Page", "Content, messages, community activity, ads, insights"),
  leads: "Leads", leads_about: "Access and manage leads, including downloading leads, creating lead ads and more.",
  view_page_about: "Do things on the Page with business tools. System users can't do some sensitive tasks.", everything_about: "Do everything on the Page and with business tools, give access to others and delete the Page. System users can't do some sensitive tasks.",
  partial_both: "Partial access (business tools and Facebook)", full_both: "Full control (business tools and Facebook)",
  selected_apps: "Selected apps", selected_of: "Selected {x}", access_to_apps: "Assign access to selected apps", access_to: "Assign access to selected {x}",
  // token
  which_app: "What app would you like to generate a token for?", when_expire: "When should the token expire?", which_permissions: "What permissions will be granted to the app?",
  learn_expiry: "Learn about token expiration and refresh.", use_case: "If the permission(s) you're looking for are not available, an app admin may need to customize or add a use case to this app.", about_use_cases: "About use cases",
  select_permissions: "Select permissions", no_permission_chosen: "No permissions selected", options_chosen: "{n} options selected", one_chosen: ["1 option selected", "1 options selected"],
  consent: "Continue", consent_about: "By clicking \"Continue,\" you agree to Meta Platform Terms and Developer Policies as well as all other applicable terms and policies. You also agree to add the missing permissions to the app.",
  gate_title: ["Almost finished", "Account verification required"], gate_about: ["To help keep this account secure, we need you to verify your account.", "To help keep this account secure, we need you to verify your account for this request."],
  verify_account: "Verify account", gate_card: "To help keep this account secure, we need you to verify your account for this request.",
  generate_title: GEN2 ? "Generate token" : CASED("Generate Token", "Generate token"), generate: GEN2 ? "Generate token" : CASED("Generate Token", "Generate token"),
  select_app: GEN2 ? "Select app" : LATER("Select App:", "Select app:"), no_app: "No app selected",
  scopes_about: "The list of available scopes is based on previously granted permissions for this app. To access additional permissions, submit your request through App Review on the app dashboard",
  updated: "Page Permissions Have Been Updated", updated_about: "Six new permissions have replaced manage_pages and publish_pages.",
  no_granted: "Generating Access Tokens With No Permissions Granted", no_granted_about: "To call a Graph API endpoint, your access token needs to have the permission the endpoint requires.",
  expiration: "Token expiration", expiration_about: "Choose when this token will expire.", sixty: NEW("60 days (Recommended)", ["60 days (recommended)", "60 days (Recommended)"]), ninety: "90 days", once: "One-time token", never: "Never", set_expiration: "Set expiration",
  available: "Available Permissions:", agree: "By clicking \"{generate}\", you agree to install the selected app for system user {name}.",
  next: "Next", back: NEW("Back", ["Previous", "Back"]), search_permissions: "Search permissions", no_permissions: "No permissions available",
  no_permissions_about: "Assign an app role to the system user, or select another app to continue.",
  generated: "An access token has been generated for {business} as follows:", system_user: "System User:", assigned_app: "Assigned App:",
  access_token: "Access Token:", copy_and_save: "Copy and save this token as it won't be stored at Facebook.", ok: "OK",
  created: "Token created", created_about: "Your token has been created and can now be used.", token: "Token", copy: "Copy", copied: "Copied",
  revoke_about: "Every token of {name} stops working.",
  // obstacles: invalid_name, seven_days, approval, device and wrong_person are quoted by guides; of `blocked` only some
  // words are; the rest, and the words of the cookie banner and the toast, are invented
  something_wrong: "Something went wrong. Please try again later.", invalid_name: "You chose an invalid system user name.",
  seven_days: "The Admin System User must be at least 7 days old before creating other Admin System Users.",
  quota: NEW("You've reached the limit of system users for this business.", "This business has reached the maximum number of admin system users"),
  too_many_hyphens: "Profile names can't have too many hyphens.", too_many_capitals: "Profile names can't have too many capital letters.", name_policies: "Learn more about our name policies.",
  approval: "Someone else needs to approve request to generate an access token",
  approval_about: "This request must be approved by another admin first. The request expires in 7 days.",
  device: "The action isn't available right now. We are running additional checks on this new device. Please retry in 69 minutes.",
  blocked: "We noticed that this account is blocked from this action because of suspicious activity.",
  wrong_person: "Create your business portfolio in Business Manager", wrong_person_about: "You don't have a business portfolio yet.",
  log_in: "Log in to continue", log_in_about: "You are signed out.",
  password: "Please re-enter your password", password_about: "For your security, you must re-enter your password to continue.",
  code: "Enter the code", code_about: "Enter the 6-digit code from your authentication app.",
  unknown: "Help us improve your experience", unknown_about: "Would you like to switch to the new permissions experience for all people in this business? This cannot be undone.",
  unknown_yes: "Continue", unknown_no: "Not now",
  leave_title: "Are you sure you want to leave?", leave_about: "You will not be able to see this token again.", leave_yes: "Leave", leave_no: "Go back",
  news_title: "A new way to see your assets", news_about: "Assets now stand in groups.",
  cookies: "Allow the use of cookies in this browser?", cookies_about: "We use cookies to provide and improve content.",
  cookies_all: "Allow all cookies", cookies_few: "Decline optional cookies", toast: "Your changes are being saved in the background.",
  no_business: "You don't have access to this business.", home: "Home", invite: "Invite",
};

// British English, as the pictures of 2026 show it.
const GB = {
  ...EN, catalogues: "Catalogues", set_expiration: "Set expiry", expiration: "Token expiry", learn_expiry: "Learn about token expiry and refresh.", sixty: NEW("60 days (Recommended)", "60 days (recommended)"), back: NEW("Back", "Previous"),
};

// Spanish: names of controls as guides show them, often several.
const ES = {
  strip: "Practice console - not Meta (consola de práctica)",
  apps_title: GUESS("Apps"), business: "Business: ", settings_title: "Configuración del negocio", settings: "Configuración", portfolio: GUESS("Portfolio comercial"),
  business_info: GUESS("Información del negocio"), users: "Usuarios", people: GUESS("Personas"), partners: GUESS("Socios"),
  system_users: "Usuarios del sistema", accounts: GUESS("Cuentas"), pages: GUESS("Páginas"), ad_accounts: GUESS("Cuentas publicitarias"),
  asset_groups: GUESS("Grupos de activos del negocio"), apps: ["Aplicaciones", "Apps"], instagram: GUESS("Cuentas de Instagram"),
  whatsapp_accounts: GUESS("Cuentas de WhatsApp"), threads: GUESS("Cuentas de Threads"), data_sources: GUESS("Orígenes de datos"), requests: GUESS("Solicitudes"),
  brand_safety: GUESS("Seguridad de la marca"), integrations: GUESS("Integraciones"),
  none_yet: GUESS("{business} aún no tiene usuarios del sistema."), add: ["Agregar", "Añadir"], filter_users: GUESS("Filtrar por nombre o identificador"),
  search_users: GUESS("Buscar por nombre o identificador"), search: GUESS("Buscar"), name: "Nombre", create_user: "Crear usuario del sistema",
  user_name: GUESS("Nombre del usuario del sistema"), user_role: GUESS("Rol del usuario del sistema"),
  admin: ["Administrador", "Admin"], employee: "Empleado", cancel: GUESS("Cancelar"), admin_access: GUESS("Acceso de administrador"), employee_access: GUESS("Acceso de empleado"),
  admin_system_user: GUESS("Usuario administrador del sistema"), edit: GUESS("Editar"), edit_info: GUESS("Editar información"), close: GUESS("Cerrar"), more_options: GUESS("Más opciones"),
  generate_new: GEN2 ? ["Generar identificador", "Generar token"] : ["Generar nuevo token", "Generar token"], revoke: GUESS(GEN2 ? "Revocar identificadores" : "Revocar tokens"),
  add_assets: BY(["Agregar activos", "Añadir activos"], ["Asignar activos"], ["Asignar activos"]),
  assigned_assets: GUESS("Activos asignados"), installed_apps: GUESS("Apps instaladas"), none_assigned: GUESS("No hay activos asignados"),
  app: GUESS("App"), manage: GUESS("Administrar"), full_control: "Control total", partial_access: GUESS("Acceso parcial"),
  terms_title: GUESS("Política de no discriminación"), accept: "Acepto", done: "Listo",
  assign_title: BY("Asignar activos a {name}", "Asignar activos y definir permisos", "Seleccionar activos y asignar permisos"),
  asset_type: GUESS("Seleccionar tipo de activo"), select_assets: GUESS("Seleccionar activos"), assign_permissions: GUESS("Asignar permisos"), select_all: GUESS("Seleccionar todo"),
  search_filter: GUESS("Buscar y filtrar"),
  develop_app: GUESS("Desarrollar app"), view_insights: GUESS("Ver estadísticas"), test_app: GUESS("Probar app"),
  manage_app: ["Administrar aplicación", "Administrar la aplicación", "Administrar app"],
  save: BY("Guardar cambios", "Guardar cambios", "Asignar activos"), pixels: GUESS("Píxeles"), catalogues: GUESS("Catálogos"), datasets: GUESS("Conjuntos de datos"),
  generate_title: GEN2 ? ["Generar identificador", "Generar token"] : "Generar token", generate: GEN2 ? ["Generar identificador", "Generar token"] : "Generar token",
  select_app: GEN2 ? GUESS("Seleccionar app") : GUESS("Seleccionar app:"), no_app: "Ninguna aplicación seleccionada",
  expiration: ["Caducidad", "Expiración"], set_expiration: GUESS("Definir caducidad"), sixty: GUESS("60 días (recomendado)"), never: "Nunca", next: "Siguiente", back: GUESS("Atrás"),
  available: GUESS("Permisos disponibles:"), no_permissions: "No hay permisos disponibles", search_permissions: GUESS("Buscar permisos"),
  access_token: GUESS("Token de acceso:"), ok: GUESS("Aceptar"), created: "Se creó el token", token: GUESS("Token"), copy: "Copiar",
};

const PT = {
  strip: "Practice console - not Meta (console de treino)",
  settings_title: ["Configurações do negócio", "Configurações da empresa"], settings: "Configurações", portfolio: GUESS("Portfólio empresarial"),
  business_info: GUESS("Informações da empresa"), users: "Usuários", people: GUESS("Pessoas"), partners: GUESS("Parceiros"),
  system_users: "Usuários do sistema", accounts: GUESS("Contas"), pages: GUESS("Páginas"), ad_accounts: GUESS("Contas de anúncios"),
  asset_groups: GUESS("Grupos de ativos comerciais"), apps: GUESS("Apps", "Aplicativos"), instagram: GUESS("Contas do Instagram"),
  whatsapp_accounts: GUESS("Contas do WhatsApp"), threads: GUESS("Contas do Threads"), data_sources: GUESS("Fontes de dados"), requests: GUESS("Solicitações"),
  none_yet: GUESS("{business} ainda não tem usuários do sistema."), add: "Adicionar", filter_users: GUESS("Filtrar por nome ou ID"), search_users: GUESS("Pesquisar por nome ou ID"),
  search: GUESS("Pesquisar"), name: GUESS("Nome"), create_user: "Criar usuário do sistema", user_name: GUESS("Nome do usuário do sistema"), user_role: GUESS("Função do usuário do sistema"),
  admin: GUESS("Administrador", "Admin"), employee: "Funcionário", cancel: GUESS("Cancelar"), admin_access: GUESS("Acesso de administrador"), employee_access: GUESS("Acesso de funcionário"),
  edit: GUESS("Editar"), edit_info: GUESS("Editar informações"), close: GUESS("Fechar"), more_options: GUESS("Mais opções"),
  generate_new: GEN2 ? "Gerar token" : ["Gerar novo token", "Gerar token"], revoke: "Anular tokens",
  add_assets: BY("Adicionar ativos", "Atribuir ativos", "Atribuir ativos"), assigned_assets: GUESS("Ativos atribuídos"), installed_apps: GUESS("Apps instalados"),
  none_assigned: GUESS("Nenhum ativo atribuído"), manage: GUESS("Gerenciar"), full_control: "Controle total", partial_access: GUESS("Acesso parcial"),
  terms_title: GUESS("Política de não discriminação"), accept: GUESS("Aceito"), done: "Concluir",
  assign_title: BY("Atribuir ativos a {name}", "Atribuir ativos e definir permissões", "Selecionar ativos e atribuir permissões"),
  asset_type: GUESS("Selecionar tipo de ativo"), select_assets: GUESS("Selecionar ativos"), assign_permissions: GUESS("Atribuir permissões"), select_all: GUESS("Selecionar tudo"),
  search_filter: GUESS("Pesquisar e filtrar"),
  develop_app: GUESS("Desenvolver app"), view_insights: GUESS("Ver insights"), test_app: GUESS("Testar app"), manage_app: ["Gerenciar app", "Gerenciar aplicativo"],
  save: BY("Salvar alterações", "Salvar alterações", "Atribuir ativos"), pixels: GUESS("Pixels"), catalogues: GUESS("Catálogos"), datasets: GUESS("Conjuntos de dados"),
  generate_title: "Gerar token", generate: "Gerar token", select_app: GEN2 ? GUESS("Selecionar app") : GUESS("Selecionar app:"), no_app: GUESS("Nenhum app selecionado"),
  expiration: "Expiração do token", set_expiration: GUESS("Definir expiração"), sixty: GUESS("60 dias (recomendado)"), never: ["Nunca", "Nunca expira"], next: "Avançar", back: GUESS("Voltar"),
  available: GUESS("Permissões disponíveis:"), no_permissions: GUESS("Nenhuma permissão disponível"), search_permissions: GUESS("Pesquisar permissões"),
  access_token: GUESS("Token de acesso:"), ok: "OK", created: GUESS("Token criado"), token: GUESS("Token"), copy: GUESS("Copiar"),
};

// Italian: generation 1 is known word for word; the words of generation 2 are guesses.
const IT = {
  strip: "Practice console - not Meta (console di prova)",
  settings_title: "Impostazioni business", settings: GUESS("Impostazioni"), portfolio: GUESS("Portfolio business"), business_info: GUESS("Informazioni sul business"),
  users: "Utenti", people: GUESS("Persone"), partners: GUESS("Partner"), system_users: "Utenti del sistema", accounts: GUESS("Account"), pages: GUESS("Pagine"),
  ad_accounts: GUESS("Account pubblicitari"), asset_groups: GUESS("Gruppi di risorse business"), apps: "App", instagram: GUESS("Account Instagram"),
  whatsapp_accounts: GUESS("Account WhatsApp"), threads: GUESS("Account Threads"), data_sources: GUESS("Origini dei dati"), requests: GUESS("Richieste"),
  none_yet: GUESS("{business} non ha ancora utenti del sistema."), add: "Aggiungi", filter_users: GUESS("Filtra per nome o ID"), search_users: GUESS("Cerca per nome o ID"), search: GUESS("Cerca"),
  name: GUESS("Nome"), create_user: "Crea utente del sistema", user_name: "Nome dell'utente del sistema", user_role: "Ruolo Utente del sistema",
  admin: "Amministratore", employee: GUESS("Dipendente"), cancel: "Annulla", admin_access: GUESS("Accesso come amministratore"), employee_access: GUESS("Accesso come dipendente"),
  edit: GUESS("Modifica"), edit_info: GUESS("Modifica informazioni"), close: GUESS("Chiudi"), more_options: GUESS("Altre opzioni"),
  generate_new: GEN2 ? GUESS("Genera token") : "Genera un nuovo token", revoke: "Revoca token", add_assets: BY("Aggiungi risorse", GUESS("Assegna risorse"), GUESS("Assegna risorse")),
  assigned_assets: "Risorse assegnate", installed_apps: GUESS("App installate"), none_assigned: GUESS("Nessuna risorsa assegnata"), manage: GUESS("Gestisci"),
  full_control: "Controllo completo", partial_access: GUESS("Accesso parziale"),
  terms_title: GUESS("Normativa sulla non discriminazione"), accept: GUESS("Accetto"), done: GUESS("Fine"),
  assign_title: BY("Assegna risorse a {name}", GUESS("Assegna risorse e imposta autorizzazioni"), GUESS("Seleziona risorse e assegna autorizzazioni")),
  asset_type: GUESS("Seleziona il tipo di risorsa"), select_assets: GUESS("Seleziona risorse"), assign_permissions: GUESS("Assegna autorizzazioni"), select_all: GUESS("Seleziona tutto"),
  search_filter: GUESS("Cerca e filtra"),
  develop_app: GUESS("Sviluppa l'app"), view_insights: GUESS("Visualizza insight"), test_app: GUESS("Testa l'app"), manage_app: "Gestisci l'app",
  save: BY("Salva le modifiche", "Salva le modifiche", GUESS("Assegna risorse")), pixels: GUESS("Pixel"), catalogues: GUESS("Cataloghi"), datasets: GUESS("Set di dati"),
  generate_title: "Genera token", generate: "Genera token", select_app: GEN2 ? GUESS("Seleziona app") : GUESS("Seleziona app:"), no_app: GUESS("Nessuna app selezionata"),
  expiration: GUESS("Scadenza del token"), set_expiration: GUESS("Imposta scadenza"), sixty: GUESS("60 giorni (consigliato)"), never: GUESS("Mai"), next: GUESS("Avanti"), back: GUESS("Indietro"),
  available: GUESS("Autorizzazioni disponibili:"), no_permissions: GUESS("Nessuna autorizzazione disponibile"), search_permissions: GUESS("Cerca autorizzazioni"),
  access_token: GUESS("Token d'accesso:"), ok: "OK", created: GUESS("Token creato"), token: GUESS("Token"), copy: GUESS("Copia"),
};

// German and French are known only in part; all else is a guess or stays English.
const DE = {
  strip: "Practice console - not Meta (Übungskonsole)",
  settings_title: GUESS("Unternehmenseinstellungen"), settings: GUESS("Einstellungen"), users: GUESS("Nutzer"), people: GUESS("Personen"), system_users: "Systemnutzer", add: "Hinzufügen",
  accounts: GUESS("Konten"), create_user: GUESS("Systemnutzer erstellen"), user_name: GUESS("Name des Systemnutzers"), user_role: GUESS("Rolle des Systemnutzers"),
  admin: GUESS("Admin", "Administrator"), employee: GUESS("Mitarbeiter"), cancel: GUESS("Abbrechen"), add_assets: BY(GUESS("Assets hinzufügen"), GUESS("Assets zuweisen"), GUESS("Assets zuweisen")),
  generate_new: GEN2 ? GUESS("Token generieren") : GUESS("Neuen Token generieren", "Neues Token generieren"), revoke: GUESS("Tokens widerrufen"), assigned_assets: GUESS("Zugewiesene Assets"),
  assign_title: BY(GUESS("{name} Assets zuweisen"), GUESS("Assets zuweisen"), GUESS("Assets auswählen und Berechtigungen zuweisen")),
  manage_app: GUESS("App verwalten"), full_control: GUESS("Vollständige Kontrolle"), save: BY(GUESS("Änderungen speichern"), GUESS("Änderungen speichern"), GUESS("Assets zuweisen")),
  generate_title: GUESS("Token generieren"), generate: GUESS("Token generieren"), select_app: GUESS("App auswählen"), no_app: GUESS("Keine App ausgewählt"), never: GUESS("Nie"), next: "Weiter", done: GUESS("Fertig"), copy: GUESS("Kopieren"), accept: GUESS("Ich stimme zu"),
};
const FR = {
  strip: "Practice console - not Meta (console d'exercice)",
  settings_title: GUESS("Paramètres d'entreprise"), settings: GUESS("Paramètres"), users: GUESS("Utilisateurs"), people: GUESS("Personnes"), system_users: "Utilisateurs système", add: "Ajouter",
  accounts: GUESS("Comptes"), create_user: GUESS("Créer un utilisateur système"), user_name: GUESS("Nom de l'utilisateur système"), user_role: GUESS("Rôle de l'utilisateur système"),
  admin: GUESS("Admin", "Administrateur"), employee: GUESS("Employé"), cancel: GUESS("Annuler"), add_assets: BY(GUESS("Ajouter des éléments"), GUESS("Attribuer des éléments"), GUESS("Attribuer des éléments")),
  generate_new: GEN2 ? GUESS("Générer un token") : GUESS("Générer un nouveau token"), revoke: GUESS("Révoquer les tokens"), assigned_assets: GUESS("Éléments attribués"),
  manage_app: GUESS("Gérer l'app"), full_control: GUESS("Contrôle total"), save: BY(GUESS("Enregistrer les modifications"), GUESS("Enregistrer les modifications"), GUESS("Attribuer des éléments")),
  generate_title: GUESS("Générer un token"), generate: GUESS("Générer un token"), select_app: GUESS("Sélectionner une app"), no_app: GUESS("Aucune app sélectionnée"), never: GUESS("Jamais"), next: "Suivant", done: GUESS("Terminé"), copy: GUESS("Copier"), accept: GUESS("J'accepte"),
};
// A language that no guide shows, to see that the bot names it. All invented.
const NL = {
  strip: "Practice console - not Meta (oefenconsole)",
  apps_title: "Apps", settings_title: "Bedrijfsinstellingen", settings: "Instellingen", portfolio: "Bedrijfsportfolio", business_info: "Bedrijfsgegevens", users: "Gebruikers", people: "Mensen",
  partners: "Partners", system_users: "Systeemgebruikers", accounts: "Accounts", pages: "Pagina's", ad_accounts: "Advertentieaccounts", add: "Toevoegen", create_user: "Systeemgebruiker maken", cancel: "Annuleren",
  user_name: "Naam van systeemgebruiker", user_role: "Rol van systeemgebruiker", admin: "Beheerder", employee: "Werknemer", generate_new: "Token genereren", add_assets: "Items toewijzen",
  save: "Wijzigingen opslaan", manage_app: "App beheren", none_yet: "{business} heeft nog geen systeemgebruikers.", whatsapp_accounts: "WhatsApp-accounts", next: "Volgende", done: "Klaar",
};
